# frozen_string_literal: true

# Looks through the heap in the middle of everything that this gem does with secrets, and prints as JSON what was seen:
#
#     ruby -Ilib -Ispec spec/leaks/support/heap_run.rb
require "active_support"
require "active_support/json"
require "omniauth/litmos"
require "omniauth/litmos/doctor"
require "omniauth/litmus/doctor"
require_relative "ears"
require_relative "ground"
require_relative "heap"

OmniAuth.config.failure_raise_out_environments = []
OmniAuth.config.silence_get_warning = true

module LeakHunt
  # A login, a renewal that the store refuses at first, a batch, a call of the Instant API, one of Litmos, and the
  # doctors. The heap is looked through whenever the other side is asked, and in between.
  class HeapRun
    MARK = Ground::MARK
    SPENT = { "access_token" => "#{MARK}-access", "refresh_token" => "#{MARK}-refresh", "expires_at" => 1 }.freeze

    # Looks while it has the lease, and when it is given a pair; refuses that as long as it is told to.
    class WatchedStore < OmniAuth::Litmus::Stores::Memory
      attr_accessor :heap, :refuses

      def acquire(*) = super.tap { heap.look }

      def replace(old, new)
        heap.look
        raise OmniAuth::Litmus::StoreError.new("no", code: :store_failed) if refuses

        super
      end
    end

    # What tells everything, to see that it is found.
    OmniAuth::Litmus::Planted = Class.new { define_method(:initialize) { |secret| @secret = secret } }

    def initialize
      @ground = Ground.new(Ears.new)
      @secrets = @ground.secrets
      @heap = Heap.new(@secrets)
    end

    # @return [Hash]
    def call
      script
      done = %i[sign_in renew batch instant litmos doctors].to_h { |what| [what, __send__(what)] }
      GC.start
      @heap.look
      { done:, objects: @heap.objects, ways: Heap::WAYS.length, shown: @heap.shown, found: @heap.found, planted: }
    ensure
      @ground.leave
    end

    private

    def planted
      [OmniAuth::Litmus::Planted.new(MARK), Struct.new(:secret).new(MARK)].map { |object| @heap.ways(object) }
    end

    def script
      new = { access_token: "#{MARK}-new", refresh_token: "#{MARK}-newer", token_type: "Bearer", expires_in: 7200 }
      { "/oauth/token" => new, "/v2/users/current" => { user: { id: 7 } }, "/call" => [], "/v1/clients" => [],
        "/v1.svc/users" => [] }.each do |path, body|
        @ground.litmus.on(path) do |exchange|
          @heap.look
          exchange.answer(body: JSON.generate(body), type: "application/json")
        end
      end
    end

    def sign_in
      OmniAuth::Strategies::Litmus.__send__(:remove_const, :API_HOST)
      OmniAuth::Strategies::Litmus.const_set(:API_HOST, @ground.site)
      person = @ground.person
      person.begin_login
      @heap.look
      auth = person.come_back.auth
      @heap.look
      person.come_back # Nothing is under way any more.
      @heap.look
      auth && auth["uid"]
    end

    def renew
      store = watched
      source = OmniAuth::Litmus::TokenSource.new(@ground.client, store)
      store.refuses = true
      refusal = code_of { source.token }
      @heap.look
      store.refuses = false
      [refusal, source.token.token == "#{MARK}-new"]
    end

    def watched
      WatchedStore.new(SPENT).tap { |store| store.heap = @heap }
    end

    def code_of
      yield
    rescue OmniAuth::Litmus::Error => e
      e.code
    end

    def batch
      source = OmniAuth::Litmus::TokenSource.new(@ground.client, watched)
      calls = Array.new(2) { { url: "/call", headers: { "X-Secret" => MARK }, params: { secret: MARK } } }
      source.batch(calls) { @heap.look }.map(&:status)
    end

    def instant
      instant = OmniAuth::Litmus::InstantApi.new(@ground.token, host: @ground.site)
      instant.clients.tap { @heap.look }
    end

    def litmos
      client = OmniAuth::Litmos::Client.new(api_key: "#{MARK}-key", source: "specs", base_url: "#{@ground.site}/v1.svc")
      client.get("/users").tap { @heap.look }
    end

    def doctors
      litmus = OmniAuth::Litmus::Doctor.new(site: @ground.site, api: @ground.site, client_id: "id",
                                            client_secret: "#{MARK}-secret", token: "#{MARK}-token")
      litmos = OmniAuth::Litmos::Doctor.new(api_key: "#{MARK}-key", source: "specs", base_url: "#{@ground.site}/v1.svc")
      [litmus, litmos].map { |doctor| doctor.examine.findings.length.positive? }.tap { @heap.look }
    end
  end
end

puts JSON.generate(LeakHunt::HeapRun.new.call)
