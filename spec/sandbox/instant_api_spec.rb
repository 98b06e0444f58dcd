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

  it "lists its e-mail clients, and what can be asked of each" do
    clients = get("/v1/clients", {}, token) && last_document
    configurations = get("/v1/clients/configurations", {}, token) && last_document
    expect(configurations.keys).to eq clients
    expect(configurations["OL2010"]).to eq(
      "orientation_options" => %w[vertical], "images_options" => %w[allowed blocked], "name" => "Outlook 2010",
      "group" => "Desktop", "platform" => "Windows 10", "status" => "normal"
    )
    expect(configurations["PLAINTEXT"]["images_options"]).to eq %w[allowed]
    expect(configurations["IPHONE13"]["orientation_options"]).to eq %w[vertical horizontal]
    expect([clients.length, clients.uniq.length]).to all(be > 60)
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
    preview("IPHONE13")
    preview("IPHONE13", images: "blocked")
    preview("IPHONE13", orientation: "horizontal")
    preview("IPHONE13", orientation: "vertical")
    expect(captured).to eq %w[iphone13-vertical-allowed iphone13-vertical-blocked iphone13-horizontal-allowed]
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
    list = [{ client: "GMAILNEW" }, { client: "IPAD", images: "blocked" }]
    post_json "/v1/emails/#{guid}/previews/prefetch", { configurations: list }, token
    expect([last_response.status, last_document["configurations"].length]).to eq [202, 2]
    expect(captured).to eq %w[gmailnew-vertical-allowed ipad-vertical-blocked]
    expect(preview("GMAILNEW").status).to eq 302
  end

  [nil, [], "GMAILNEW", ["GMAILNEW"], [{ client: "NETSCAPE" }], [{}]].each do |list|
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

  describe "without a credential" do
    it "lists, previews and prefetches" do
      paths = ["/v1/clients", "/v1/clients/configurations", "/v1/emails/#{guid}/previews/PLAINTEXT"]
      expect(paths.map { |path| get(path).status }).to eq [200] * 3
      post_json "/v1/emails/#{guid}/previews/prefetch", { configurations: [{ client: "OL2010" }] }
      expect(last_response.status).to eq 202
    end

    it "takes no e-mail, and says so in JSON" do
      post_json "/v1/emails", { plain_text: "Hello" }
      expect([last_response.status, last_response["www-authenticate"]]).to eq [401, 'Basic realm="Litmus Instant API"']
      expect(last_document).to include("status" => 401, "title" => "Unauthorized", "description" => /\w/)
    end
  end

  describe "with an API key" do
    def basic(user, password = "") = { "HTTP_AUTHORIZATION" => "Basic #{["#{user}:#{password}"].pack("m0")}" }

    it "takes an e-mail" do
      post_json "/v1/emails", { plain_text: "Hello" }, basic(described_class::DEMO_INSTANT_API_KEY)
      expect(last_response.status).to eq 200
    end

    { "another" => ["another"], "none" => [""], "one with a password" => [described_class::DEMO_INSTANT_API_KEY, "x"] }
      .each do |words, credentials|
      it "that is #{words}, refuses whatever is asked" do
        post_json "/v1/emails", { plain_text: "Hello" }, basic(*credentials)
        statuses = [last_response.status, get("/v1/clients", {}, basic(*credentials)).status]
        expect(statuses).to eq [401, 401]
      end
    end
  end

  it "refuses a token that is wrong, also where none is needed" do
    get("/v1/clients", {}, { "HTTP_AUTHORIZATION" => "Bearer wrong" })
    expect([last_response.status, last_response["www-authenticate"]]).to match [401, /\ABearer .*invalid_token/]
  end

  it "looks for the e-mail before it looks at the client" do
    unknown = "e87c1ce1-fc66-4f7e-9eb5-00bffdd04a0f"
    statuses = %w[PLAINTEXT OL2010 NETSCAPE].map { |client| get("/v1/emails/#{unknown}/previews/#{client}").status }
    post_json "/v1/emails/#{unknown}/previews/prefetch", { configurations: [{ client: "NETSCAPE" }] }
    expect([*statuses, last_response.status]).to eq [404] * 4
    expect(last_document).to eq("status" => 404, "title" => "Not found")
  end

  it "says in Litmus's words that it does not know a client" do
    expect(JSON.parse(preview("NETSCAPE").body)["description"]).to eq "'client' must be valid, see /clients"
  end

  it "fails where it is asked to, as Litmus does, and shows a substitute in an image's place" do
    expect(preview("PLAINTEXT/thumb", fail: true, fallback: false).status).to eq 500
    expect(last_document).to include("status" => 500, "title" => "Server error")
    expect(preview("PLAINTEXT/thumb", fail: true).location).to end_with("/captures/none/fallback.png")
  end

  it "wants one kind of content, and the source of a message alone" do
    descriptions = [{ subject: "A" }, { raw_source: "Subject: A\n\na", subject: "B" }].map do |email|
      post_json "/v1/emails", email, token
      expect(last_response.status).to eq 400
      last_document["description"]
    end
    expect(descriptions).to eq ["One of 'html_text','plain_text','raw_source' is required",
                                "'raw_source' excludes 'subject'"]
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
end
