# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "its Instant API" do
  include SandboxSession

  let(:events) { [] }
  let(:token) { { "HTTP_AUTHORIZATION" => "Bearer #{tokens["access_token"]}" } }
  let(:guid) do
    post_json "/v1/emails", { plain_text: "Hello World" }, token
    last_document.fetch("email_guid")
  end

  def switches = { on_event: events.method(:push), slow_clients: ["OL2019"] }

  def captured
    events.filter_map { |event| event[:captured] }.flatten
  end

  def preview(path, headers = token, **query)
    get "/v1/emails/#{guid}/previews/#{path}", query, headers
    last_response
  end

  # A PNG's width and height.
  def dimensions(png)
    expect(png).to start_with("\x89PNG\r\n\x1A\n".b)
    png.b[16, 8].unpack("NN")
  end

  it "lists Litmus's e-mail clients, and what can be asked of each" do
    clients = get("/v1/clients") && last_document
    configurations = get("/v1/clients/configurations") && last_document
    expect(configurations.keys).to match_array(clients)
    expect(clients).to include("OL2010", "OL2019", "GMAILNEW", "PLAINTEXT", "IPHONE13")
    expect(configurations["OL2010"]).to eq("orientation_options" => %w[vertical],
                                           "images_options" => %w[allowed blocked], "name" => "Outlook 2010",
                                           "group" => "Desktop", "platform" => "Windows 10", "status" => "normal")
    expect(configurations["IPHONE13"]["images_options"]).to eq %w[allowed]
  end

  it "captures what the list says nothing of as everybody is captured" do
    expect(preview("APPMAIL15DARK").status).to eq 200
    expect(preview("APPMAIL15DARK", images: "blocked").status).to eq 400
  end

  it "confirms what is asked for with an e-mail" do
    post_json "/v1/emails", { html_text: "<p>", end_user_id: "7", configurations: [{ client: "GMAILNEW" }] }, token
    expect(last_document).to include("end_user_id" => "7", "configurations" => [
                                       { "client" => "GMAILNEW", "orientation" => "vertical", "images" => "allowed" }
                                     ])
    expect(captured).to eq %w[gmailnew-vertical-allowed]
  end

  it "captures a preview once, and redirects to it from then on" do
    addresses = JSON.parse(preview("GMAILNEW").body)
    expect(addresses.keys).to eq %w[full_url thumb_url thumb450_url]
    expect(preview("GMAILNEW").status).to eq 302
    follow_redirect!
    expect(last_document).to eq addresses
    expect(captured).to eq %w[gmailnew-vertical-allowed]
  end

  it "captures each configuration for itself" do
    preview("OL2013")
    preview("OL2013", images: "blocked")
    preview("IPHONE13", images: "allowed")
    preview("OL2013", orientation: "vertical")
    expect(captured).to eq %w[ol2013-vertical-allowed ol2013-vertical-blocked iphone13-vertical-allowed]
  end

  { "full" => [640, 960], "thumb" => [119, 84], "thumb450" => [450, 675] }.each do |size, pixels|
    it "shows the #{size} image to whoever has its address" do
      expect(preview("GMAILNEW/#{size}", {}).status).to eq 302
      follow_redirect!
      expect(last_response["content-type"]).to eq "image/png"
      expect(dimensions(last_response.body)).to eq pixels
    end
  end

  it "answers 504 for a slow e-mail client, and shows a substitute in its image's place" do
    expect(preview("OL2019").status).to eq 504
    expect(preview("OL2019/full", {}, fallback: "false").status).to eq 504
    expect(preview("OL2019/full", {}).status).to eq 302
    follow_redirect!
    expect(last_response["content-type"]).to eq "image/png"
    expect(preview("OL2019/full", {}, fallback_url: "https://a.example/b.png").location).to eq "https://a.example/b.png"
    expect(captured).to be_empty
  end

  it "redirects to another host if it shall" do
    @sandbox = described_class.new(clock:, capture_host: "https://images.example")
    expect(preview("GMAILNEW/full").location).to start_with("https://images.example/captures/#{guid}/")
  end

  it "prefetches" do
    list = [{ client: "GMAILNEW" }, { client: "OL2013", images: "blocked" }]
    post_json "/v1/emails/#{guid}/previews/prefetch", { configurations: list }
    expect([last_response.status, last_document["configurations"]]).to eq [202, [
      { "orientation" => "vertical", "images" => "allowed", "client" => "GMAILNEW" },
      { "orientation" => "vertical", "images" => "blocked", "client" => "OL2013" }
    ]]
    expect(captured).to eq %w[gmailnew-vertical-allowed ol2013-vertical-blocked]
    expect(preview("GMAILNEW").status).to eq 302
  end

  [nil, [], "GMAILNEW", ["GMAILNEW"], [{ client: "NETSCAPE" }], [{}],
   [{ client: "IPAD", orientation: "horizontal" }], [{ client: "IPAD", images: "blocked" }]].each do |list|
    it "does not prefetch #{list.inspect}" do
      post_json "/v1/emails/#{guid}/previews/prefetch", { configurations: list }, token
      expect(last_response.status).to eq 400
      expect(captured).to be_empty
    end
  end

  { "NETSCAPE" => {}, "GMAILNEW" => { orientation: "horizontal" }, "IPAD" => { images: "some" },
    "IPAD/huge" => {} }.each do |path, query|
    it "knows no preview #{path} #{query}" do
      expect(preview(path, **query).status).to eq 400
    end
  end

  it "forgets an e-mail after a day, and knows no other" do
    clock.advance(86_399)
    guid
    clock.advance(86_399)
    expect(preview("GMAILNEW/full", {}).status).to eq 302
    clock.advance(1)
    expect(preview("GMAILNEW/full", {}).status).to eq 404
    expect(get("/v1/emails/none/previews/GMAILNEW/full").status).to eq 400
  end

  it "answers 404 to a guid that it does not know, for every e-mail client that there is" do
    unknown = SecureRandom.uuid
    %w[OL2010 PLAINTEXT].each do |client|
      expect(get("/v1/emails/#{unknown}/previews/#{client}").status).to eq 404
      expect(last_document).to eq("status" => 404, "title" => "Not found")
    end
  end

  it "fails where it is asked to, as Litmus does, and shows a substitute in an image's place" do
    expect(preview("PLAINTEXT/thumb", fail: true, fallback: false).status).to eq 500
    expect(last_document).to include("status" => 500, "title" => "Server error")
    expect(preview("PLAINTEXT/thumb", fail: true).location).to end_with("/captures/none/fallback.png")
  end

  it "excludes the source of a message and its parts" do
    post_json "/v1/emails", { raw_source: "Subject: A\n\na", subject: "B" }, token
    expect([last_response.status, last_document["description"]]).to eq [400, "'raw_source' excludes 'subject'"]
  end

  describe "deletion" do
    def deleted(guids, headers = token)
      delete "/v1/emails", JSON.generate(email_guids: guids), { "CONTENT_TYPE" => "application/json", **headers }
      last_response.status
    end

    it "takes e-mails away, and accepts guids that it does not know" do
      expect(deleted([guid, SecureRandom.uuid])).to eq 202
      expect(preview("GMAILNEW").status).to eq 404
    end

    [nil, [], "a", [1], ["NOT-A-GUID"], Array.new(1001) { SecureRandom.uuid }].each do |guids|
      it "refuses #{guids.inspect[0, 30]}" do
        expect(deleted(guids)).to eq 400
      end
    end

    it "wants a credential" do
      expect(deleted([guid], {})).to eq 401
    end
  end

  describe "credentials" do
    def basic(user, password = "")
      { "HTTP_AUTHORIZATION" => "Basic #{["#{user}:#{password}"].pack("m0")}" }
    end

    def uploaded(headers)
      post_json "/v1/emails", { plain_text: "Hello World" }, headers
      last_response
    end

    it "may be an API key, as the user of the Basic scheme" do
      expect(uploaded(basic(described_class::DEMO_API_KEY)).status).to eq 200
    end

    it "are told of in JSON and with a challenge where there are none, or no good ones" do
      password = basic(described_class::DEMO_API_KEY, "x")
      [{}, basic("other"), password, { "HTTP_AUTHORIZATION" => "Basic" }].each do |headers|
        expect(uploaded(headers).status).to eq 401
        expect(last_response["www-authenticate"]).to eq 'Basic realm="Litmus Instant API"'
        expect(last_document).to match("status" => 401, "title" => "Unauthorized", "description" => be)
      end
    end

    it "are told of in Doorkeeper's words where a token is no good" do
      expect(uploaded("HTTP_AUTHORIZATION" => "Bearer other").status).to eq 401
      expect(last_response["www-authenticate"]).to include('Bearer realm="Doorkeeper", error="invalid_token"')
    end

    %w[/v1/clients /v1/clients/configurations].each do |path|
      it "are not needed for #{path}, and looked at where they are shown" do
        statuses = [{}, token, basic(described_class::DEMO_API_KEY), basic("other"),
                    { "HTTP_AUTHORIZATION" => "Bearer other" }].map { |headers| get(path, {}, headers).status }
        expect(statuses).to eq [200, 200, 200, 401, 401]
      end
    end
  end
end
