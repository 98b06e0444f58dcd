# frozen_string_literal: true

require_relative "../support/bad_input"
require_relative "../support/throw_away_ca"

RSpec.describe OmniAuth::Litmus::AccessToken, "and where it may go" do
  include_context "with a scripted Litmus"

  let(:elsewhere) { ScriptedServer.new }
  let(:token_options) { {} }
  let(:token) do
    members = { access_token: "s3cr3t-access-token", refresh_token: "s3cr3t-refresh-token" }
    described_class.from_hash(litmus_client, members.merge(token_options))
  end
  let(:litmus_client) { OmniAuth::Litmus::Client.new(*client, client_options.merge(site:)) }
  # Litmus's own address is in a range of which all is loopback.
  let(:neighbour) { "http://127.0.0.2:#{litmus.port}" }

  after { elsewhere.stop }

  # @return [OmniAuth::Litmus::Error] whose words tell no secret
  def error_of
    yield
    raise "nothing was raised"
  rescue OmniAuth::Litmus::Error => e
    expect(secrets.in(BadInput::Words.of(e))).to be_empty
    e
  end

  def refused(code, kind = OmniAuth::Litmus::ConfigurationError)
    be_an_instance_of(kind).and have_attributes(code:)
  end

  # @return [String] all that the other host was sent
  def seen_elsewhere = elsewhere.requests.map(&:text).join("\n")

  describe "in the header" do
    it "is presented there, and not in the address" do
      token.get("/v2/users/current", params: { page: 1 })
      expect(litmus.requests.first)
        .to have_attributes(query: { "page" => "1" },
                            headers: a_hash_including("authorization" => "Bearer s3cr3t-access-token"))
    end
  end

  describe "in the query" do
    let(:token_options) { { mode: :query } }

    it "is presented there, and not in the header" do
      token.get("/v2/users/current?page=1")
      expect(litmus.requests.first)
        .to have_attributes(query: { "page" => "1", "access_token" => "s3cr3t-access-token" })
      expect(litmus.requests.first.headers).not_to have_key("authorization")
    end

    it "is not told when the call fails" do
      litmus.on("/lost") { |exchange| exchange.write("HTTP/1.1 200 OK\r\n") }
      expect(error_of { token.get("/lost") }).to refused(:connection_lost, OmniAuth::Litmus::ConnectionError)
    end

    it "does not go elsewhere with a redirect" do
      elsewhere.answer("/", body: "there")
      litmus.answer("/away", status: 302, headers: { "Location" => "#{elsewhere.base_url}/" })
      expect(token.get("/away").body).to eq "there"
      expect(secrets.in(seen_elsewhere.b)).to be_empty
    end

    context "through the strategy" do
      let(:options) { { auth_token_params: { mode: :query } } }

      it "is presented there where auth_token_params say so" do
        sign_in(person.begin_login.come_back)
        expect(litmus.requests.last).to have_attributes(path: "/v2/users/current",
                                                        query: { "access_token" => "s3cr3t-access-token" })
        expect(litmus.requests.last.headers).not_to have_key("authorization")
      end
    end
  end

  [:body, "s3cr3t", 5].each do |mode|
    it "is not sent at all when its mode is #{mode.inspect}" do
      token.options[:mode] = mode
      expect(error_of { token.get("/v2/users/current") }).to refused(:invalid_mode)
      expect(litmus.connections).to eq 0
    end
  end

  describe "to exact origins only" do
    %i[header query].each do |mode|
      context "in the #{mode}" do
        let(:token_options) { { mode: } }

        it "does not go to another port" do
          expect(error_of { token.get("#{elsewhere.base_url}/v2/users/current") }).to refused(:origin_not_allowed)
          expect(elsewhere.connections).to eq 0
        end

        it "does not go to another address" do
          expect(error_of { token.get("#{neighbour}/v2/users/current") }).to refused(:origin_not_allowed)
          expect(litmus.connections).to eq 0
        end
      end
    end

    it "does not go to another name of the same host" do
      expect(error_of { token.get("#{litmus.base_url(host: "localhost")}/v2") }).to refused(:origin_not_allowed)
      expect(litmus.connections).to eq 0
    end

    it "does not go to another scheme" do
      expect(error_of { token.get(site.sub("http:", "https:")) }).to refused(:origin_not_allowed)
      expect(litmus.connections).to eq 0
    end

    # None of these names exists (RFC 2606).
    %w[
      https://litmus.example.evil.example/ https://evil.example/?https://litmus.example https://xlitmus.example/
      https://litmus.example@evil.example/ https://evil.example#@litmus.example https://litmus.example:8443/
      https://litmus.example./ https://www.litmus.example/ //evil.example/
      \\\\evil.example\\ http://litmus.example/ ftp://litmus.example/ file:///etc/passwd
    ].each do |address|
      it "does not go to #{address} when Litmus is https://litmus.example" do
        named = OmniAuth::Litmus::Client.new(*client, site: "https://litmus.example")
        guarded = described_class.from_hash(named, access_token: "s3cr3t-access-token")
        expect(error_of { guarded.get(address) }).to refused(/\A(origin_not_allowed|invalid_url|insecure_http)\z/)
      end
    end

    it "does not go elsewhere by any verb" do
      %i[get post put patch delete].each do |verb|
        expect(error_of { token.public_send(verb, "#{elsewhere.base_url}/") }).to refused(:origin_not_allowed)
      end
      expect(elsewhere.connections).to eq 0
    end

    it "does not go elsewhere in a header that the app writes itself" do
      ["Authorization", "authorization", :Authorization].each do |name|
        call = -> { litmus_client.request(:get, "#{elsewhere.base_url}/", headers: { name => "Bearer s3cr3t" }) }
        expect(error_of(&call)).to refused(:origin_not_allowed)
      end
      expect(elsewhere.connections).to eq 0
    end

    it "does not go elsewhere in a header of the settings" do
      client_options[:headers] = { "Authorization" => "Bearer s3cr3t" }
      expect(error_of { litmus_client.request(:get, "#{elsewhere.base_url}/") }).to refused(:origin_not_allowed)
      expect(elsewhere.connections).to eq 0
    end

    it "goes where api_origins allow it" do
      client_options[:api_origins] = [elsewhere.base_url]
      elsewhere.answer("/v1/emails", body: "there")
      expect(token.post("#{elsewhere.base_url}/v1/emails", json: { a: 1 }).body).to eq "there"
      expect(elsewhere.requests.first.headers).to include("authorization" => "Bearer s3cr3t-access-token")
    end

    it "stays at home in a call without it" do
      elsewhere.answer("/", body: "there")
      expect(litmus_client.request(:get, "#{elsewhere.base_url}/").body).to eq "there"
      expect(secrets.in(seen_elsewhere.b)).to be_empty
    end
  end

  describe "with redirects" do
    def redirect(from, to, status: 302, at: litmus)
      at.answer(from, status:, headers: { "Location" => to })
    end

    [301, 302, 303, 307, 308].each do |status|
      it "goes along on its own origin with #{status}" do
        redirect("/first", "/second", status:)
        litmus.answer("/second", body: "here")
        expect(token.get("/first").body).to eq "here"
        expect(litmus.requests.map { |request| request.headers["authorization"] })
          .to eq ["Bearer s3cr3t-access-token"] * 2
      end

      it "stays behind when another origin follows with #{status}" do
        redirect("/first", "#{elsewhere.base_url}/second", status:)
        elsewhere.answer("/second", body: "there")
        expect(token.get("/first").body).to eq "there"
        expect(seen_elsewhere).not_to match(/authorization/i)
        expect(secrets.in(seen_elsewhere.b)).to be_empty
      end
    end

    it "stays behind for good when the way leads back" do
      redirect("/first", "#{elsewhere.base_url}/second")
      redirect("/second", "#{site}/third", at: elsewhere)
      litmus.answer("/third", body: "back")
      expect(token.get("/first").body).to eq "back"
      expect(litmus.requests("/third").first.headers).not_to have_key("authorization")
    end

    it "stays behind even where the other origin may have it" do
      client_options[:api_origins] = [elsewhere.base_url]
      redirect("/first", "#{elsewhere.base_url}/second")
      elsewhere.answer("/second", body: "there")
      token.get("/first")
      expect(seen_elsewhere).not_to match(/authorization/i)
    end

    it "is dropped with what the settings say of authorization and cookies" do
      client_options[:headers] = { "Cookie" => "s3cr3t=1", "Proxy-Authorization" => "Basic s3cr3t" }
      redirect("/first", "#{elsewhere.base_url}/second")
      elsewhere.answer("/second", body: "there")
      token.get("/first", headers: { "Authorization" => "Bearer s3cr3t" })
      expect(secrets.in(seen_elsewhere.b)).to be_empty
    end

    %i[post put patch delete].each do |verb|
      it "does not follow a #{verb}" do
        redirect("/first", "#{elsewhere.base_url}/second", status: 307)
        expect(token.public_send(verb, "/first", body: "s3cr3t").status).to eq 307
        expect(elsewhere.connections).to eq 0
      end
    end

    it "follows as often as max_redirects says" do
      6.times { |n| redirect("/#{n}", "/#{n + 1}") }
      { nil => 6, 2 => 3, 0 => 1, 99 => 6 }.each do |most, requests|
        before = litmus.requests.length
        limited = OmniAuth::Litmus::Client.new(*client, site:, max_redirects: most)
        expect(limited.request(:get, "/0").status).to eq 302
        expect(litmus.requests.length - before).to eq requests
      end
    end

    context "over TLS" do
      let(:litmus) { BadInput::ScriptedLitmus.new(leaf: ThrowAwayCA.shared.leaf) }
      let(:client_options) { { ssl: { ca_file: ThrowAwayCA.shared.ca_file } } }

      it "never goes on over http, not even on loopback" do
        redirect("/first", "#{elsewhere.base_url}/second")
        expect(error_of { token.get("/first") }).to refused(:redirect_refused, OmniAuth::Litmus::ProtocolError)
        expect(elsewhere.connections).to eq 0
      end
    end
  end
end
