# frozen_string_literal: true

require "omniauth/litmus/instant_api"
require "omniauth/litmus/token_source"
require_relative "../support/sandbox_provider"
require_relative "../support/scripted_server"
require_relative "../support/error_of"

RSpec.describe OmniAuth::Litmus::InstantApi do
  include ErrorOf

  before(:context) { @provider = SandboxProvider.start(slow_clients: ["OL2019"]) }
  after(:context) { @provider.stop }

  let(:host) { @provider.base_url }
  let(:client_options) { {} }
  let(:client) do
    OmniAuth::Litmus::Client.new(@provider.client_id, @provider.client_secret, site: @provider.base_url,
                                                                               **client_options)
  end
  let(:source) { client.client_credentials.get_token }
  let(:api) { described_class.new(source, host:) }
  let(:guid) { api.create_email(plain_text: "Hello World") }

  def captured(guid)
    events = @provider.events.select { |event| event[:path].include?(guid) }
    events.filter_map { |event| event[:captured] }.flatten
  end

  it "uploads an e-mail, and has it captured at once" do
    emails = [{ plain_text: "a" }, { html_text: "<p>a</p>", subject: "A" }, { raw_source: "Subject: A\n\na" }]
    guids = emails.map { |email| api.create_email(**email, end_user_id: "7", configurations: ["GMAILNEW"]) }
    expect(guids.uniq.grep(/\A\h{8}-/).length).to eq 3
    api.preview(guids.first, "GMAILNEW")
    expect(captured(guids.first)).to be_empty
  end

  it "tells what Litmus confirms of an e-mail, whose guid it is" do
    email = api.create_email(plain_text: "a", end_user_id: "7", configurations: ["OL2013", { client: "IPAD" }])
    expect(email).to be_a(String).and match(/\A\h{8}-/)
    expect([email.end_user_id, email.configurations.map { |one| one["client"] }]).to eq ["7", %w[OL2013 IPAD]]
    expect([guid.end_user_id, guid.configurations]).to eq [nil, []]
    expect(JSON.generate([guid])).to eq %(["#{guid}"])
  end

  it "sends no text beside the source of a message" do
    errors = %i[plain_text html_text].map do |name|
      error_of { api.create_email(raw_source: "Subject: A", name => "a") }
    end
    expect(errors.map(&:code)).to eq %i[invalid_value invalid_value]
    expect(errors.map(&:message)).to all(include("raw_source"))
  end

  describe "deletion" do
    def deletions
      @provider.events("/v1/emails").count { |event| event[:method] == "DELETE" }
    end

    it "takes one e-mail, or many, and some that are gone" do
      others = Array.new(2) { api.create_email(plain_text: "a") }
      expect([api.delete_emails(guid), api.delete_emails([*others, *others, guid])]).to eq [true, true]
      codes = [guid, *others].map { |gone| error_of { api.preview(gone, "IPAD") }.code }
      expect(codes).to eq %i[not_found not_found not_found]
    end

    it "is of 1000 at a time, and of nothing for nothing" do
      api
      expect { api.delete_emails(Array.new(2001) { SecureRandom.uuid }) }.to change { deletions }.by(3)
      expect { api.delete_emails([]) }.not_to(change { deletions })
    end

    it "is none where the API redirects it" do
      elsewhere = ScriptedServer.new { |exchange| exchange.answer(status: 301, headers: { "Location" => "/v2" }) }
      moved = described_class.new(api_key: "a-key", host: elsewhere.base_url)
      expect(error_of { moved.delete_emails(SecureRandom.uuid) })
        .to have_attributes(class: OmniAuth::Litmus::ProtocolError, code: :redirect_refused, status: 301)
    ensure
      elsewhere.stop
    end

    it "does not begin where one is no guid" do
      api
      expect { @error = error_of { api.delete_emails([guid, "../clients"]) } }.not_to(change { deletions })
      expect(@error).to have_attributes(code: :invalid_value)
    end
  end

  it "lists e-mail clients and configurations" do
    expect(api.clients).to include("GMAILNEW", "IPHONE13")
    expect(api.client_configurations["IPHONE13"]["images_options"]).to eq %w[allowed blocked]
  end

  it "finds a preview captured now or before, billed once" do
    previews = Array.new(3) { api.preview(guid, "IPHONE13", images: :blocked) }
    expect(previews.uniq.length).to eq 1
    expect(previews.first.keys).to contain_exactly("full_url", "thumb_url", "thumb450_url")
    expect(captured(guid)).to eq %w[iphone13-vertical-blocked]
  end

  it "prefetches, by name or by configuration" do
    list = ["GMAILNEW", { client: "IPAD", orientation: "horizontal" }]
    expect(api.prefetch(guid, list)).to match [include("client" => "GMAILNEW"), include("client" => "IPAD")]
    expect(captured(guid)).to eq %w[gmailnew-vertical-allowed ipad-horizontal-allowed]
  end

  it "gives addresses that show an image to somebody without a token" do
    %i[full thumb thumb450].each do |size|
      response = client.request(:get, api.preview_url(guid, "GMAILNEW", size, images: :allowed))
      expect([response.status, response.content_type]).to eq [200, "image/png"]
    end
  end

  it "writes an address without a call" do
    count = @provider.events.length
    url = described_class.new(nil).preview_url("a-guid", "OL2019", :thumb, fallback: false, images: nil)
    expect(url).to eq "https://instant-api.litmus.com/v1/emails/a-guid/previews/OL2019/thumb?fallback=false"
    expect(@provider.events.length).to eq count
  end

  it "asks once for a preview that fails, and says that it may be asked for again" do
    error = error_of { api.preview(guid, "OL2019") }
    expect(error).to have_attributes(class: OmniAuth::Litmus::ApiError, code: :capture_timeout, retryable?: true,
                                     status: 504, description: /The e-mail client took too long/)
    expect(@provider.events("/v1/emails/#{guid}/previews/OL2019").length).to eq 1
  end

  it "gives a preview a minute, whatever the client's deadline" do
    calls = []
    asking = Object.new
    asking.define_singleton_method(:get) do |url, opts|
      calls << [url, opts]
      OmniAuth::Litmus::Response.new(200, { "content-type" => "application/json" }, "{}")
    end
    described_class.new(asking).preview("a-guid", "OL2019")
    expect(calls).to match([["#{described_class::HOST}/v1/emails/a-guid/previews/OL2019",
                             include(timeout: 60, retries: 0)]])
  end

  it "says what the API says" do
    expect(error_of { api.create_email(subject: "Nothing") }).to have_attributes(code: :bad_request)
    expect(error_of { api.preview(guid, "NETSCAPE") }).to have_attributes(code: :bad_request)
    expect(error_of { api.preview(SecureRandom.uuid, "IPAD") }).to have_attributes(code: :not_found)
  end

  describe "where errors are not raised otherwise" do
    let(:client_options) { { raise_errors: false } }

    it "raises them, for a refusal is no answer" do
      expect(error_of { api.preview(guid, "NETSCAPE") }).to have_attributes(code: :bad_request)
      expect(error_of { api.prefetch(guid, []) }).to have_attributes(code: :bad_request)
    end
  end

  ["../../v3/ping", "a/b", "", "a?b", "a b"].each do |text|
    it "takes #{text.inspect} for no guid and no e-mail client, and asks nobody" do
      api # its token is asked for before
      count = @provider.events.length
      errors = [error_of { api.preview(text, "IPAD") }, error_of { api.preview_url("a-guid", text) },
                error_of { api.prefetch(text, ["IPAD"]) }]
      expect(errors.map(&:code)).to all(eq(:invalid_value))
      expect(@provider.events.length).to eq count
    end
  end

  it "knows no other size" do
    expect(error_of { api.preview_url("a-guid", "IPAD", :huge) }).to have_attributes(code: :invalid_value)
  end

  it "works with a source of tokens" do
    source = OmniAuth::Litmus::TokenSource.client_credentials(client)
    api = described_class.new(source, host:)
    expect(api.preview(api.create_email(plain_text: "a"), "IPAD").keys).to include("full_url")
  end

  it "shows no token when inspected" do
    expect([api.inspect, api.pretty_inspect].join).not_to include(source.token)
  end

  describe "with captures on another host" do
    let(:images) { ScriptedServer.new }

    after { images.stop }

    it "follows to it without the token" do
      images.on("/captures") { nil }
      SandboxProvider.run(capture_host: images.base_url(host: "localhost")) do |provider|
        client = OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site: provider.base_url)
        token = client.client_credentials.get_token
        api = described_class.new(token, host: provider.base_url)
        guid = api.create_email(plain_text: "a")
        path = "/captures/#{guid}/ipad-vertical-allowed.json"
        images.answer(path, type: "application/json", body: '{"full_url":"https://a.example/b.png"}')
        api.preview(guid, "IPAD")
        expect(api.preview(guid, "IPAD")).to eq("full_url" => "https://a.example/b.png")
        expect(images.requests(path).map(&:text).join).not_to include(token.token)
      end
    end
  end

  describe "before something else" do
    let(:elsewhere) { ScriptedServer.new }
    let(:host) { elsewhere.base_url }
    let(:client_options) { { api_origins: [elsewhere.base_url] } }

    after { elsewhere.stop }

    it "takes no other answer for the API's" do
      elsewhere.answer("/v1/emails", type: "application/json", body: '{"email_guid":1}')
      elsewhere.answer("/v1/clients", type: "text/html", body: "<p>Welcome</p>")
      errors = [error_of { api.create_email(plain_text: "a") }, error_of { api.clients }]
      expect(errors).to all(have_attributes(class: OmniAuth::Litmus::ProtocolError, code: :unexpected_answer))
    end
  end

  describe "with an API key" do
    let(:key) { OmniAuth::Litmus::Sandbox::DEMO_INSTANT_API_KEY }

    it "does all that it does with a token" do
      api = described_class.new(api_key: key, host:)
      guid = api.create_email(plain_text: "Hello")
      expect(api.clients).to include("OL2010")
      expect(api.prefetch(guid, "OL2010")).to eq [{ "client" => "OL2010", "images" => "allowed",
                                                    "orientation" => "vertical" }]
      expect(api.preview(guid, "OL2010").keys).to include("full_url")
      expect(api.delete_emails(guid)).to be true
    end

    it "asks for the key at each call" do
      keys = ["wrong", key]
      api = described_class.new(api_key: -> { keys.shift }, host:)
      expect(error_of { api.clients }).to have_attributes(status: 401)
      expect(api.clients).to include("OL2010")
    end

    it "says that a key is wrong, and not that a token is expired" do
      error = error_of { described_class.new(api_key: "wrong-key", host:).create_email(plain_text: "Hello") }
      expect(error).to have_attributes(class: OmniAuth::Litmus::ApiError, status: 401, hint: /API key/)
      expect([error.message, error.description].join).not_to match(/refresh|wrong-key/)
    end

    it "shows it as the user, with no password, and nowhere else" do
      server = ScriptedServer.new
      server.answer("/v1/clients", body: "[]", type: "application/json")
      api = described_class.new(api_key: "a-key", host: server.base_url)
      api.clients
      expect(server.requests.first.headers["authorization"]).to eq "Basic #{["a-key:"].pack("m0")}"
      expect([api, api.instance_variable_get(:@source)].map(&:inspect).join).not_to include("a-key")
      expect { Marshal.dump(api) }.to raise_error(TypeError)
    ensure
      server.stop
    end

    [nil, "", " "].each do |none|
      it "misses the key at the first call where it is #{none.inspect}" do
        api = described_class.new(api_key: none, host:)
        expect(error_of { api.clients }).to have_attributes(code: :missing_api_key)
      end
    end

    it "is not given a token as well" do
      expect { described_class.new(source, api_key: key) }.to raise_error(ArgumentError)
    end
  end
end
