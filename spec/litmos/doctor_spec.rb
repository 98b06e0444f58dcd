# frozen_string_literal: true

require_relative "../support/doctor_command"
require_relative "../support/litmos_server"

# The troubleshooting list again, told by `omniauth-litmus doctor --litmos`.
RSpec.describe "omniauth-litmus doctor --litmos" do
  include DoctorCommand

  def examine(*arguments, switches: {}, env: {}, base: "/v1.svc", &before)
    server = LitmosServer.new(**switches, &before)
    all = { "LITMOS_API_KEY" => LitmosServer::KEY, "LITMOS_SOURCE" => "specs",
            "LITMOS_BASE_URL" => "#{server.origin}#{base}", **env }
    doctor("--litmos", *arguments, env: all)
  ensure
    server.stop
  end

  it "finds nothing where nothing is wrong" do
    told = examine("--user", "maya@example.com", "--team", "t1") do |env, app|
      app.directory.add_members("t1", %w[u1001])
      app.call(env)
    end
    expect([told.status, told.faults]).to eq([0, {}])
    expect(told[:sign_in]).to include("code" => "elsewhere", "remedy" => include("identity provider"))
    expect(told.everything).not_to include(LitmosServer::KEY)
  end

  {
    "a wrong key" => [{ env: { "LITMOS_API_KEY" => "wrong-key" } }, "access" => "forbidden"],
    "no key" => [{ env: { "LITMOS_API_KEY" => nil } }, "access" => "missing_api_key"],
    "no source" => [{ env: { "LITMOS_SOURCE" => nil } }, "access" => "missing_source"],
    "no such region" => [{ env: { "LITMOS_BASE_URL" => nil, "LITMOS_REGION" => "mars" } },
                         "access" => "unknown_region"],
    "plain http" => [{ switches: { https_only: true } }, "access" => "forbidden"],
    "nobody there" => [{ env: { "LITMOS_BASE_URL" => "http://127.0.0.1:1" } }, "access" => "connection_refused"],
    "a limit that is reached" => [{ before: ->(*) { [503, {}, []] } }, "access" => "rate_limited"],
    "a wrong endpoint" => [{ base: "/v2.svc" }, "access" => "not_found"],
    "a wrong format" => [{ switches: { xml: true } }, "access" => "unexpected_format"],
    "no such user" => [{ arguments: %w[--user nobody] }, "user" => "no_such_user"],
    "no such team" => [{ arguments: %w[--team t9] }, "team" => "no_such_team"],
    "an update of a team that was not done" => [{ arguments: %w[--team t1 --user u1001] },
                                                "membership" => "not_a_member"]
  }.each do |words, (trouble, faults)|
    it "finds #{words}, and says what to do" do
      told = examine(*trouble[:arguments], **trouble.except(:arguments, :before), &trouble[:before])
      expect([told.status, told.faults]).to eq([1, faults])
      expect(told[faults.keys.first]["remedy"].to_s).to match(/\w{3}/)
      expect(told.everything).not_to include(LitmosServer::KEY)
    end
  end

  it "takes no key from the command line" do
    output, complaints, status = omniauth_litmus("doctor", "--litmos", "--api-key", "s3cret")
    expect([output, status]).to eq(["", 2])
    expect(complaints).to include("LITMOS_API_KEY").and(satisfy { |text| !text.include?("s3cret") })
  end
end
