# frozen_string_literal: true

require "logger"
require "net/http"
require "stringio"
require "yaml"
require "omniauth/litmos/report/command_line"
require_relative "../support/litmos_server"
require_relative "../support/scripted_server"
require_relative "../support/error_of"

RSpec.describe "People at Litmos" do
  include ErrorOf

  let(:server) { LitmosServer.new }
  let(:litmos) { server.client }
  let(:users) { litmos.users }

  after { server.stop }

  it "are deactivated and deleted, and it may be done again" do
    litmos.teams.add("t1", %w[u1001 u1002])
    2.times { users.deactivate("u1001") }
    expect(users.find("u1001")).to include("Active" => false, "FirstName" => "Maya", "LastName" => "Okafor")
    expect(Array.new(2) { users.delete("u1002") }).to eq [true, false]
    expect([users.find("u1002"), litmos.teams.members("t1").to_a]).to eq [nil, []]
    expect(error_of { users.deactivate("u1002") }).to have_attributes(code: :no_such_user)
  end

  it "are in teams, and leave them all at once" do
    %w[t1 t2].each { |team| litmos.teams.add(team, "u1001") }
    expect(users.teams({ "Id" => "u1001" }).map { |team| team["Id"] }.to_a).to eq %w[t1 t2]
    expect([users.leave_teams("u1001"), users.teams("u1001").to_a]).to eq [true, []]
    [-> { users.teams("nobody").to_a }, -> { users.leave_teams("nobody") }]
      .each { |call| expect(error_of(&call)).to have_attributes(code: :no_such_user) }
  end

  it "have custom fields, and it is seen which were taken" do
    expect(users.custom_fields("u1001")).to eq({})
    expect(users.set_custom_fields("u1001", { Badge: "7", "Shoe size" => 40 })).to eq("Badge" => "7")
    expect(users.set_custom_fields("u1001", { "Office" => "Wellington" }))
      .to eq("Badge" => "7", "Office" => "Wellington")
    [-> { users.custom_fields("nobody") }, -> { users.set_custom_fields("nobody", { "Badge" => "7" }) }]
      .each { |call| expect(error_of(&call)).to have_attributes(code: :no_such_user) }
  end

  { { "Badge" => "7" } => "an object", [{ "Badge" => "7" }] => "a list of objects",
    [{ "Name" => "Badge", "Value" => "7" }] => "a list of names and values" }.each do |document, words|
    it "have custom fields also where Litmos writes #{words}" do
      api = ScriptedServer.new
      api.answer("/v1.svc/users/u1/usercustomfields", body: JSON.generate(document), type: "application/json")
      client = OmniAuth::Litmos::Client.new(api_key: "k", source: "specs", base_url: "#{api.base_url}/v1.svc")
      expect(client.users.custom_fields("u1")).to eq("Badge" => "7")
    ensure
      api.stop
    end
  end

  describe "who are to be signed in" do
    def visit(url) = Net::HTTP.get_response(URI(url))

    it "get an address that works once, and another each time" do
      url = users.login_url("u1001")
      answers = Array.new(2) { visit(url) }
      expect(answers.map(&:code)).to eq %w[302 403]
      expect(visit("#{server.origin}#{answers.first["location"]}").body).to include("Maya Okafor")
      expect(users.login_url({ "Id" => "u1001" })).not_to eq url
      expect(server.events("/users/u1001").length).to eq 2
    end

    it "are found by id alone" do
      expect(error_of { users.login_url("nobody") }).to have_attributes(code: :no_such_user)
      expect(error_of { users.login_url("maya@example.com") }).to have_attributes(code: :no_such_user)
      expect(error_of { users.login_url(" ") }).to have_attributes(code: :invalid_id)
    end

    [nil, "", "javascript:alert(1)", "https://x.example/ y", 7].each do |key|
      it "are not sent to #{key.inspect}" do
        api = ScriptedServer.new
        api.answer("/v1.svc/users/u1", body: JSON.generate({ Id: "u1", LoginKey: key }), type: "application/json")
        client = OmniAuth::Litmos::Client.new(api_key: "k", source: "specs", base_url: "#{api.base_url}/v1.svc")
        expect(error_of { client.users.login_url("u1") })
          .to have_attributes(class: OmniAuth::Litmos::NotFound, code: :no_login_url, hint: /account owner/)
      ensure
        api.stop
      end
    end

    it "are not given away by what is written down" do
      log = StringIO.new
      OmniAuth::Litmus.subscriber = ->(*event) { log.puts(event.inspect) }
      user = users.find("u1001")
      url = users.login_url("u1001")
      secret = url[/loginkey=(.+)/, 1]
      [user, [user]].each { |value| Logger.new(log).info(value) }
      expect { pp user, url }.not_to output(/#{secret}/).to_stdout
      written = [log.string, user.inspect, user.to_s, url.inspect, user.to_json, url.to_json, url.as_json, user.to_yaml,
                 Marshal.dump(user), Marshal.dump(url), server.events.inspect, server.sandbox.inspect]
      expect(written.join).not_to include(secret)
      expect(user.inspect).to include('"LoginKey"=>[REDACTED]').or include('"LoginKey" => [REDACTED]')
      expect([url.to_s, "at #{url}"]).to all(end_with(secret))
      expect(Marshal.load(Marshal.dump(url))).to eq "[REDACTED]"
    ensure
      OmniAuth::Litmus.subscriber = nil
    end

    it "are not given away by reports" do
      rows = [*litmos.org.users(since: Date.today - 1), *litmos.each("/users/details")]
      expect(rows.map { |row| row["LoginKey"] }).to all(be_a(OmniAuth::Litmos::LoginUrl))
      formats = [OmniAuth::Litmos::Report::CsvFormat, OmniAuth::Litmos::Report::JsonLines]
      written = formats.map { |format| format.new.text(rows) }
      expect(written).to all(include("[REDACTED]"))
      expect(written.join).not_to include("loginkey=")
    end

    it "keep their key when they are changed" do
      bodies = []
      other = LitmosServer.new do |env, app|
        bodies << env["rack.input"].read
        app.call(env.merge("rack.input" => StringIO.new(bodies.last)))
      end
      other.client.users.update("u1001", LastName: "King")
      expect(JSON.parse(bodies.last)["LoginKey"]).to start_with("http://").and include("loginkey=")
    ensure
      other.stop
    end
  end

  describe "in lists" do
    before do
      { "Zadie" => true, "ada" => false, "Bea" => true }.each do |name, active|
        users.create({ UserName: name, FirstName: name, LastName: "X", Email: "e", Active: active })
      end
    end

    it "are sorted, and without the inactive ones, where that is asked for" do
      names = users.each(sort: "UserName", dir: "desc", showInactive: false).map { |user| user["UserName"] }
      expect(names.to_a).to eq %w[zoe@example.com Zadie maya@example.com Bea]
      expect(users.each(sort: "UserName").first["UserName"]).to eq "ada"
    end

    it "come out of their envelope" do
      names = litmos.each("/users/paginated", params: { sort: "UserName", search: "e" }, limit: 2)
      expect(names.map { |user| user["UserName"] }.to_a).to eq %w[ada Bea maya@example.com Zadie zoe@example.com]
      expect(server.events("/users/paginated").length).to eq 3
    end
  end
end
