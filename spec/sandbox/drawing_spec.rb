# frozen_string_literal: true

require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "its pictures" do
  include SandboxSession

  let(:token) { { "HTTP_AUTHORIZATION" => "Bearer #{tokens["access_token"]}" } }

  def upload(**email)
    post_json "/v1/emails", email, token
    last_document.fetch("email_guid")
  end

  # @return [String] the PNG
  def picture(guid, client, size = "thumb450", **query)
    get "/v1/emails/#{guid}/previews/#{client}/#{size}", query
    follow_redirect!
    expect([last_response.status, last_response["content-type"]]).to eq [200, "image/png"]
    last_response.body.b
  end

  # Its width and height, and the colours of every eighth row.
  def pixels(png)
    width, height = png[16, 8].unpack("NN")
    data = Zlib.inflate(png.partition("IDAT".b).last[0..-17])
    rows = Array.new(height / 8) { |row| data[(row * 8 * ((width * 3) + 1)) + 1, width * 3].scan(/.../mn) }
    [width, height, rows.flatten.tally]
  end

  it "differ by e-mail, by e-mail client and by configuration, and are the same for the same" do
    guids = Array.new(2) { upload(html_text: "<p>Hello</p><img alt='A can'>") } << upload(html_text: "<p>Goodbye</p>")
    same = guids.first(2).map { |guid| picture(guid, "GMAILNEW") }
    others = [picture(guids.last, "GMAILNEW"), picture(guids.first, "OL2019"), picture(guids.first, "IPHONE13"),
              picture(guids.first, "GMAILNEW", images: "blocked"), picture(guids.first, "PLAINTEXT"),
              picture(guids.first, "IPHONE13DARK"), picture(guids.first, "COLORBLIND")]
    expect([same.uniq.length, [same.first, *others].uniq.length]).to eq [1, 8]
  end

  it "show colours of the e-mail, dark where the client is, and none where it stands for colour blindness" do
    guid = upload(html_text: "<table><tr><td bgcolor='#c81e1e' style='color:#fff'><h1>Sale</h1></td></tr></table>")
    red = [200, 30, 30].pack("C3")
    width, height, light = pixels(picture(guid, "OL2019", "full"))
    expect([width, height, light[red].to_i > 1000]).to eq [640, 960, true]
    dark = pixels(picture(guid, "OL365DARK", "full")).last
    expect(dark.max_by(&:last).first.bytes).to all(be < 80)
    grey = pixels(picture(guid, "COLORBLIND", "full")).last
    expect(grey.keys.map { |pixel| pixel.bytes.uniq.length }.max).to eq 1
  end

  it "lie on their side where it is held across" do
    guid = upload(plain_text: "Hello")
    pictures = %w[full thumb450 thumb].map { |size| picture(guid, "IPAD", size, orientation: "horizontal") }
    expect(pictures.map { |png| png[16, 8].unpack("NN") }).to eq [[960, 640], [675, 450], [119, 84]]
  end

  it "show the text of a message's source, whatever it is wrapped in" do
    html = upload(html_text: "<p>Grüße</p>", subject: "A", from_address: "Ada")
    quoted = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable"
    parts = ["Content-Type: text/plain\n\nHello", "#{quoted}\n\n<p>Gr=C3=BC=C3=9Fe</p>"]
    source = "Subject: A\nFrom:\n Ada\nContent-Type: multipart/alternative;\n boundary=\"x\"\n\n" \
             "#{parts.map { |part| "--x\n#{part}\n" }.join}--x--\n"
    expect(picture(upload(raw_source: source), "GMAILNEW")).to eq picture(html, "GMAILNEW")
  end

  it "are of e-mails and captures that are there" do
    guid = upload(plain_text: "Hello")
    paths = ["#{guid}/gmailnew-vertical-allowed-full.png", "#{SecureRandom.uuid}/ipad-vertical-allowed.png"]
    statuses = paths.map { |path| get("/captures/#{path}").status }
    picture(guid, "IPAD")
    delete "/v1/emails", JSON.generate(email_guids: [guid]), { "CONTENT_TYPE" => "application/json", **token }
    expect([*statuses, get("/captures/#{guid}/ipad-vertical-allowed-full.png").status]).to eq [404] * 3
  end

  { "nested deeply" => "<div>" * 20_000, "of tags that do not end" => "<a href=\"" * 7000,
    "of comments" => "<!--" * 16_000, "of styles" => "<style>" * 9000, "of one word" => "x" * 65_000,
    "of lists" => "<ul><li>" * 8000, "of nothing" => "<p>", "of odd numbers" => "&#1114112;&#0;&#xD800;&nope;" * 500,
    "of other scripts" => "你好 नमस्ते 👩‍👩‍👧 \u0301\u0301" * 500,
    "with styles that make no sense" => "<p style='font-size:9999999px;color:rgb(,,);:;display'>a" * 500,
    "with odd images" => "<img width=-5 height=99999999999 alt=''><img width='1e9'>" * 500 }.each do |words, html|
    it "are drawn of an e-mail #{words}" do
      guid = upload(html_text: html, subject: html[0, 2000])
      clients = %w[IPHONE13 PLAINTEXT].map { |client| picture(guid, client, "thumb") }
      expect(clients).to all(start_with("\x89PNG".b))
    end
  end
end
