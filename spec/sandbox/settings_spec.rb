# frozen_string_literal: true

require "open3"
require "rbconfig"
require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "its switches" do
  {
    rotation: :later, token_type: "", expires_in: 0, granted_scope: "two words", authorize_errors: :shout,
    rate_limit: -1, rate_window: nil, clock: Time.now, on_event: "puts", users: []
  }.each do |name, value|
    it "refuses #{name}: #{value.inspect}" do
      expect { described_class.new(name => value) }.to raise_error(ArgumentError, /#{name}/)
    end
  end

  it "refuses a switch that it does not have" do
    expect { described_class.new(rotate: :immediate) }.to raise_error(ArgumentError, /unknown sandbox switch: rotate/)
  end

  it "shows no secret when inspected" do
    application = { id: "one", secret: "s3cret-of-one" }
    sandbox = described_class.new(applications: [application])
    expect(sandbox.inspect + sandbox.settings.applications.inspect).not_to include("s3cret-of-one")
  end

  it "loads neither OmniAuth nor the native library" do
    script = <<~RUBY
      require "omniauth/litmus/sandbox"
      puts $LOADED_FEATURES.grep(%r{/omniauth\\.rb|omniauth_litmus_rs|omniauth/litmus\\.rb})
      puts "OmniAuth::Strategy" if defined?(OmniAuth::Strategy)
    RUBY
    output, status = Open3.capture2e(RbConfig.ruby, "-I", File.expand_path("../../lib", __dir__), "-e", script)
    expect([output, status.success?]).to eq ["", true]
  end
end
