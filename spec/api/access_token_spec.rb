# frozen_string_literal: true

require_relative "../support/bad_input/words"
require_relative "../support/scripted_api"
require_relative "../support/throw_away_ca"

# Every way in which a call could carry a token to somebody else: by its address, by a redirect, by a retry, in a batch.
RSpec.describe "An access token" do
  include_context "with a scripted API"

  # Another host, as far as a token is concerned; it records whatever reaches it.
  let(:elsewhere) { ScriptedServer.new }
  let(:encrypted) { ScriptedServer.new(leaf: ThrowAwayCA.shared.leaf) }
  let(:client_options) { { ssl: { ca_file: ThrowAwayCA.shared.ca_file } } }

  before { [elsewhere, encrypted].each { |server| server.answer("/there", body: "there") } }

  after { [elsewhere, encrypted].each(&:stop) }

  # @return [String] what others than the API were sent
  def sent_elsewhere = [*elsewhere.requests, *encrypted.requests].map(&:text).join("\n")

  def redirect(from, to, status: 302, server: api)
    server.answer(from, status:, headers: { "Location" => to })
  end

  port = ->(server) { server.base_url[/\d+\z/] }

  # What is asked for, after which preparations; the others get at most a request without the token.
  {
    "another port" => ->(_) { "#{elsewhere.base_url}/there" },
    "another port over TLS" => ->(_) { "#{encrypted.base_url}/there" },
    "another scheme on the same port" => ->(api) { "https://127.0.0.1:#{port[api]}/there" },
    "another address of this machine" => ->(api) { "http://127.0.0.2:#{port[api]}/there" },
    "another name of this machine" => ->(api) { "http://localhost:#{port[api]}/there" },
    "IPv6" => ->(_) { "http://[::1]:#{port[elsewhere]}/there" },
    "a number for an address" => ->(_) { "http://2130706433:#{port[elsewhere]}/there" },
    "the API's address as a user name" =>
      ->(api) { "http://127.0.0.1:#{port[api]}@127.0.0.1:#{port[elsewhere]}/there" },
    "the API's address as a query" => ->(api) { "#{elsewhere.base_url}/there?#{api.base_url}" },
    "the API's address as a fragment" => ->(api) { "#{elsewhere.base_url}/there##{api.base_url}" },
    "an address without a scheme" => ->(_) { "//127.0.0.1:#{port[elsewhere]}/there" },
    "backslashes" => ->(_) { "\\\\127.0.0.1:#{port[elsewhere]}\\there" },
    "a tab in the address" => ->(_) { "ht\ttp://127.0.0.1:#{port[elsewhere]}/there" },
    "a redirect" => ->(_) { redirect("/away", "#{elsewhere.base_url}/there") && "/away" },
    "a redirect of status 307" => ->(_) { redirect("/away", "#{elsewhere.base_url}/there", status: 307) && "/away" },
    "a redirect over TLS" => ->(_) { redirect("/away", "#{encrypted.base_url}/there", status: 301) && "/away" },
    "a redirect without a scheme" => ->(_) { redirect("/away", "//127.0.0.1:#{port[elsewhere]}/there") && "/away" },
    "a redirect with backslashes" => ->(_) { redirect("/away", "\\\\127.0.0.1:#{port[elsewhere]}/there") && "/away" },
    "a redirect with a user name" =>
      ->(api) { redirect("/away", "http://127.0.0.1:#{port[api]}@127.0.0.1:#{port[elsewhere]}/there") && "/away" },
    "the second of two redirects" => lambda do |_|
      redirect("/away", "/further") && redirect("/further", "#{elsewhere.base_url}/there", status: 308) && "/away"
    end,
    "a redirect there and back" => lambda do |api|
      redirect("/away", "#{elsewhere.base_url}/back") && redirect("/back", "#{api.base_url}/end", server: elsewhere)
      "/away"
    end,
    "a redirect after a retry" => lambda do |_|
      redirected = { status: 302, headers: { "Location" => "#{elsewhere.base_url}/there" } }
      api.answer_in_turn("/away", { status: 503 }, { status: 429, headers: { "Retry-After" => "0" } }, redirected)
      "/away"
    end
  }.each do |words, preparation|
    %i[header query body].each do |mode|
      it "in the #{mode} does not go elsewhere by #{words}, in a call and in a batch" do
        url = instance_exec(api, &preparation)
        shown = OmniAuth::Litmus::AccessToken.from_hash(client, access_token: "s3cr3t-access-token", mode:)
        outcomes = %i[get post].flat_map do |verb|
          [shown.request(verb, url, retries: 2, raise_errors: false), *batch(shown, verb, url)]
        rescue OmniAuth::Litmus::Error => e
          [e, *batch(shown, verb, url)]
        end
        expect(sent_elsewhere).not_to include "s3cr3t-access-token"
        expect(api.requests("/end").map(&:text).join).not_to include "s3cr3t-access-token"
        told = outcomes.map { |outcome| outcome.is_a?(Exception) ? BadInput::Words.of(outcome) : outcome.inspect }
        expect(told.join).not_to include "s3cr3t-access-token"
      end
    end

    it "is not what #{words} is refused for: without one, the call is made or has its own reason" do
      url = instance_exec(api, &preparation)
      outcome = batch(nil, :get, url).first
      expect(outcome.code).not_to eq(:origin_not_allowed) if outcome.is_a?(Exception)
    end
  end

  def batch(token, verb, url)
    client.batch([{ verb:, url: }, { verb:, url: }], access_token: token)
  end
end
