# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/litmos_server"
require_relative "../support/scripted_server"
require_relative "../support/error_of"

RSpec.describe OmniAuth::Litmos::Client, "with what is not JSON, or has no method" do
  include ErrorOf

  include ChildProcess

  let(:server) { LitmosServer.new }
  let(:litmos) { server.client }

  after { server.stop }

  def scripted
    api = ScriptedServer.new
    yield api, described_class.new(api_key: "k", source: "specs", base_url: "#{api.base_url}/v1.svc", retries: 0)
  ensure
    api.stop
  end

  xml = { accept: "application/xml", "Content-Type" => "application/xml" }

  it "sends XML and files as they are" do
    body = "<User><UserName>ada</UserName><FirstName>A &amp; B</FirstName><LastName>L</LastName></User>"
    litmos.post("/users", body:, headers: xml)
    expect(litmos.users.find("ada")).to include("FirstName" => "A & B", "Active" => true)
    litmos.post("/users/u1001/courses", body: "<Courses><Course><Id>c1</Id></Course></Courses>", headers: xml)
    expect(litmos.users.courses("u1001").map { |course| course["Id"] }.to_a).to eq %w[c1]
    scripted do |api, client|
      bytes = Random.bytes(70_000)
      api.answer("/v1.svc/files/1", type: "application/json")
      client.put("/files/1", body: bytes, headers: { "content-type" => "application/pdf" })
      expect(api.requests.first).to have_attributes(body: bytes, headers: include("content-type" => "application/pdf"))
    end
  end

  it "is told where XML is wrong" do
    ["<User>", "<!DOCTYPE a [<!ENTITY b \"c\">]><User/>", "", "<a/><b/>", "#{"<a>" * 30}#{"</a>" * 30}"].each do |body|
      expect(error_of { litmos.post("/users", body:, headers: xml) }).to have_attributes(status: 400)
    end
  end

  it "gives a document of Nokogiri where the app has it, and the text where not", needs: "nokogiri" do
    script = <<~RUBY
      litmos = OmniAuth::Litmos::Client.new(api_key: #{LitmosServer::KEY.inspect}, source: "s",
                                            base_url: #{server.base_url.inspect})
      text = litmos.get("/courses", headers: { "Accept" => "application/xml" })
      require "nokogiri"
      document = litmos.get("/courses", headers: { "Accept" => "application/xml" })
      p text.class, text[0, 8], document.class, document.css("Course > Name").map(&:text)
    RUBY
    output, = ruby(script, library: "omniauth/litmos")
    expect(output.lines(chomp: true))
      .to eq ["String", '"<Courses"', "Nokogiri::XML::Document", '["Welcome", "Safety at work", "First aid"]']
  end

  it "gives other types as they are, to who accepts them" do
    scripted do |api, client|
      bytes = Random.bytes(1000)
      api.answer("/v1.svc/files/1", body: bytes, type: "application/pdf")
      expect(client.get("/files/1", headers: { accept: "application/pdf" })).to eq bytes
      expect(error_of { client.get("/files/1") }).to have_attributes(code: :unexpected_format)
      api.answer("/v1.svc/files/1", body: "<p>Please sign in", type: "text/html")
      expect(error_of { client.get("/files/1", headers: { accept: "application/pdf" }) })
        .to have_attributes(code: :unexpected_format)
      api.answer("/v1.svc/files/1", body: "<a>secret", type: "application/xml")
      stub_const("Nokogiri", nil) unless defined?(Nokogiri)
      broken = error_of { client.get("/files/1", headers: { accept: "application/xml" }) } if defined?(Nokogiri::XML)
      expect(broken.to_s).not_to include("secret")
    end
  end

  it "lists what there is no method for, and rows that have the same Id" do
    litmos.users.assign_courses("u1001", %w[c1 c2])
    rows = litmos.each("/results/details", params: { since: "2020-01-01" }, limit: 1)
    expect(rows.map { |row| row.values_at("Id", "CourseId") }.to_a).to eq [%w[u1001 c1], %w[u1001 c2]]
    expect(litmos.each("/teams").first["Name"]).to eq "Onboarding"
    expect(error_of { litmos.each("/users/u1001").first }).to have_attributes(code: :unexpected_answer)
    expect(error_of { litmos.each("/nothing").first }).to have_attributes(status: 404)
    expect { litmos.each("/teams", limit: "many") }.to raise_error(ArgumentError)
  end

  it "ends with a list that is the same for each start" do
    expect(litmos.courses.modules("c2", limit: 2).map { |part| part["Id"] }.to_a).to eq %w[m2 m3]
    expect(server.events("/courses/c2/modules").length).to eq 2
  end

  it "says how long a body is that is empty" do
    scripted do |api, client|
      api.answer("/v1.svc/users", type: "application/json")
      %i[post put patch].each { |verb| client.public_send(verb, "/users") }
      client.get("/users")
      expect(api.requests.map { |request| request.headers["content-length"] }).to eq ["0", "0", "0", nil]
      expect(api.requests.map { |request| request.headers["content-type"] }).to eq [nil] * 4
    end
  end
end
