# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/sandbox_provider"

# Each native method, with what it takes from Ruby and what it makes for Ruby, while the collector does its worst.
RSpec.describe "The garbage collector" do
  include ChildProcess

  around { |example| SandboxProvider.run { |provider| (@provider = provider) && example.run } }

  # `all` calls everything and answers what does not differ from one time to the next.
  let(:calls) do
    id, secret = SandboxProvider::CLIENT
    <<~RUBY
      Core = OmniAuth::Litmus::Core
      def error_of
        yield
      rescue OmniAuth::Litmus::Error => e
        [e.class, e.code, e.message, e.hint, e.response&.status, e.retryable?]
      end

      def logins
        pending = OmniAuth::Litmus::PendingLogins.new(session = {}, "litmus")
        states = Array.new(5) do |number|
          Core.state.tap do |state|
            pending.begin(state, verifier: "v" * 43, redirect_uri: "https://app.example/\#{number}", origin: "/ä",
                                 params: { "a" => { "b" => [number.to_s, nil] } })
          end
        end
        claimed = states.map { |state| pending.claim(state)&.to_h&.except(:state, :at) }
        [claimed, pending.any?, pending.claim(["x"]), session.keys]
      end

      def client(**options)
        OmniAuth::Litmus::Client.new(#{id.inspect}, #{secret.inspect}, site: #{@provider.base_url.inspect}, **options)
      end

      def all
        token = client.client_credentials.get_token
        json = JSON.generate({ list: [1, 2.5, nil, true, "ä", { deep: "x" * 100 }], big: 2**63 })
        [
          logins, token.token.length, token.expires_in, token.params.keys,
          token.get("/v3/ping").parsed, token.get("/v3/ping/authenticated").status,
          token.get("/v3/ping", params: { a: [1, "b"], c: { d: :e } }, headers: { "X-A" => "b" }).headers.keys.sort,
          error_of { token.get("/nowhere") },
          error_of { token.post("/v3/ping", json: { a: [1, 2.5, nil, true, "ä" * 50] }) },
          token.revoke,
          error_of { token.get("/v3/ping/authenticated") },
          error_of { client.auth_code.get_token("wrong", redirect_uri: "https://app.example/back") },
          error_of { client.get_token({ grant_type: "refresh_token", refresh_token: "wrong" }) },
          error_of { client(token_url: "http://127.0.0.1:1/").client_credentials.get_token },
          error_of { client(timeout: "soon").authorize_url },
          client(headers: { "X-A" => "b" }).authorize_url({ a: "ü", b: %w[1 2] }), client.token_url,
          Core.state.length, Core.code_challenge("v" * 43), Core.code_verifier.length,
          Core.first_use?(Core.state, "code"), Core.error_code("access_denied"), Core.description("said \\n no"),
          Core.parse_json(json), error_of { Core.parse_json("{") }
        ]
      end
    RUBY
  end

  def expect_the_same(script)
    output, status = ruby("require 'json'; #{calls}\nquiet = [all, all].last\n#{script}")
    expect(output).to eq("the same")
    expect(status).to be_success
  end

  it "finds everything protected when it runs at every allocation" do
    expect_the_same(<<~RUBY)
      GC.stress = true
      stressed = all
      GC.stress = false
      print stressed == quiet ? "the same" : [quiet, stressed]
    RUBY
  end

  if GC.respond_to?(:compact)
    it "may move everything at every collection" do
      expect_the_same(<<~RUBY)
        GC.auto_compact = true
        moved = Array.new(3) { GC.start; all }
        GC.stress = true
        moved << all
        GC.stress = false
        print moved.uniq == [quiet] ? "the same" : [quiet, moved]
      RUBY
    end

    it "may move everything while calls are under way" do
      expect_the_same(<<~RUBY)
        over = false
        mover = Thread.new { GC.compact until over }
        threads = Array.new(4) { Thread.new { Array.new(5) { all } } }
        moved = threads.flat_map(&:value)
        over = true
        mover.join
        print moved.uniq == [quiet] ? "the same" : [quiet, moved.uniq]
      RUBY
    end

    it "finds no reference that points to where something was" do
      expect_the_same(<<~RUBY)
        cores = Array.new(50) { Core.new({ site: "https://litmus.com" }) }
        room = GC.method(:verify_compaction_references).parameters.any? { |_, name| name == :expand_heap }
        GC.verify_compaction_references(toward: :empty, **(room ? { expand_heap: true } : { double_heap: true }))
        urls = cores.map(&:token_url).uniq
        print [urls, all] == [["https://litmus.com/oauth/token"], quiet] ? "the same" : [urls, all]
      RUBY
    end
  end
end
