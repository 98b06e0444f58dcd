# frozen_string_literal: true

require "omniauth/litmus/sandbox"
require_relative "../support/child_process"
require_relative "../support/rack_server"

# LITMUS_SANDBOX: in the sandbox means in the sandbox.
RSpec.describe "A sandbox that the environment names" do
  include ChildProcess

  # Everything that this gem can send, in a process of its own that has no way out but this machine.
  everything = <<~'RUBY'
    require "omniauth/litmus/instant_api"
    require "omniauth/litmus/token_source"
    require "omniauth/litmus/v3_api"
    client = OmniAuth::Litmus::Client.new("the-apps-own", "the-apps-secret")
    own = OmniAuth::Litmus::TokenSource.client_credentials(client)
    instant = OmniAuth::Litmus::InstantApi.new(api_key: "demo-instant-key")
    guid = OmniAuth::Litmus::InstantApi.new(own).create_email(plain_text: "Hello")
    p OmniAuth::Litmus::V3Api.new(own).ping_authenticated
    p own.get("https://api.litmus.com/v3/ping").status, own.get("https://litmus.com/v3/ping").status
    puts client.authorize_url, instant.preview_url(guid, "OL2019", :thumb, images: "blocked")
    p own.revoke
  RUBY

  it "gets all that would go to Litmus, and no secret of the app's" do
    asked = +""
    sandbox = OmniAuth::Litmus::Sandbox.new
    server = RackServer.new(lambda { |env|
      asked << env.inspect << env["rack.input"].read.to_s
      env["rack.input"].rewind
      sandbox.call(env)
    })
    begin
      output, status = ruby(everything, env: { "LITMUS_SANDBOX" => "#{server.base_url}/", "RACK_ENV" => "test",
                                               "HTTPS_PROXY" => "http://127.0.0.1:9" })
      expect(status).to be_success, output
      lines = output.lines(chomp: true)
      expect(lines.first(3)).to eq(%w[true 200 200])
      expect(lines[3]).to start_with("#{server.base_url}/oauth/authorize")
      picture = end_with("/previews/OL2019/thumb?images=blocked")
      expect(lines[4]).to start_with("#{server.base_url}/v1/emails/").and(picture)
      expect(output + asked).not_to match(/litmus\.com|the-apps/)
    ensure
      server.stop
    end
  end

  it "is on this machine, or nothing is sent" do
    %w[https://litmus.example 192.0.2.1:4000 http://localhost@evil.example].each do |address|
      output, = ruby(<<~'RUBY', env: { "LITMUS_SANDBOX" => address })
        client = OmniAuth::Litmus::Client.new("id", "secret")
        [-> { client.authorize_url }, -> { client.client_credentials.get_token },
         -> { client.request(:get, "https://api.litmus.com/v3/ping") }].each do |call|
          call.call
        rescue OmniAuth::Litmus::Error => e
          puts e.code
        end
      RUBY
      expect(output.lines(chomp: true)).to eq(["sandbox_not_local"] * 3)
    end
  end

  it "is not there where the variable is empty" do
    output, = ruby('puts OmniAuth::Litmus::Client.new("id", "secret").site', env: { "LITMUS_SANDBOX" => " " })
    expect(output).to eq("https://litmus.com\n")
  end
end
