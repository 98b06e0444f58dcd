# frozen_string_literal: true

require "open3"
require "rbconfig"

RSpec.describe "What the Ruby gem does: loading" do
  # A fresh process: the environment is read once, at load.
  def in_a_new_process(expression, env = {})
    script = "require 'omniauth/litmus'; print(#{expression})"
    clean = { "LITMUS_OAUTH_HOST" => nil, "LITMUS_API_HOST" => nil }.merge(env)
    out, err, status = Open3.capture3(clean, RbConfig.ruby, "-I", DropIn.load_path, "-e", script)
    expect(status).to be_success, err
    out
  end

  it "is loaded by omniauth/litmus alone, with OmniAuth" do
    expect(in_a_new_process("OmniAuth::Strategies::Litmus.include?(OmniAuth::Strategy)")).to eq("true")
  end

  it "has its version under the namespace's old spelling" do
    expect(in_a_new_process("Omniauth::Litmus::VERSION")).to match(/\A\d+\.\d+\.\d+/)
  end

  it "talks to Litmus unless told otherwise" do
    hosts = in_a_new_process("OmniAuth::Strategies::Litmus.then { |s| [s::OAUTH_HOST, s::API_HOST].join(' ') }")
    expect(hosts).to eq("https://litmus.com https://api.litmus.com")
  end

  it "takes the sign-in host from LITMUS_OAUTH_HOST" do
    host = in_a_new_process("OmniAuth::Strategies::Litmus::OAUTH_HOST", "LITMUS_OAUTH_HOST" => "https://oauth.example")
    expect(host).to eq("https://oauth.example")
  end

  it "takes the profile's host from LITMUS_API_HOST" do
    host = in_a_new_process("OmniAuth::Strategies::Litmus::API_HOST", "LITMUS_API_HOST" => "https://api.example")
    expect(host).to eq("https://api.example")
  end

  it "makes the sign-in host the site of the client" do
    site = in_a_new_process("OmniAuth::Strategies::Litmus.new(nil, 'id', 'secret').options.client_options.site",
                            "LITMUS_OAUTH_HOST" => "https://oauth.example")
    expect(site).to eq("https://oauth.example")
  end

  it "reads the environment when it is loaded, not later" do
    script = "(ENV['LITMUS_OAUTH_HOST'] = 'https://late.example'; OmniAuth::Strategies::Litmus::OAUTH_HOST)"
    expect(in_a_new_process(script)).to eq("https://litmus.com")
  end

  it "is among OmniAuth's strategies, once" do
    expect(OmniAuth.strategies.count(OmniAuth::Strategies::Litmus)).to eq(1)
  end

  it "is what `provider :litmus` finds" do
    expect(OmniAuth::Strategies.const_get(OmniAuth::Utils.camelize("litmus"), false))
      .to be(OmniAuth::Strategies::Litmus)
  end

  it "has an error class for what a callback says" do
    expect(OmniAuth::Strategies::Litmus::CallbackError).to be < StandardError
  end
end
