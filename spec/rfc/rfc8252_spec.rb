# frozen_string_literal: true

require_relative "support/rules"

# Native apps: what holds for a redirection to loopback.
RSpec.describe "RFC 8252" do
  include_context "with Litmus and its rules"

  %w[http://127.0.0.1:51004/callback http://[::1]:61023/callback].each do |uri|
    rule "§7.3 a redirection may go to loopback over http, at any port: #{uri}" do
      options[:redirect_uri] = uri
      expect(token_request.params["redirect_uri"]).to eq uri
      expect(person.leg_one.query["redirect_uri"]).to eq uri
    end
  end

  rule "§7.1 a redirection may go to a scheme of the app's own" do
    options[:redirect_uri] = "example.app:/callback"
    expect(token_request.params["redirect_uri"]).to eq "example.app:/callback"
  end

  rule "§8.1 a login by loopback has PKCE" do
    options[:redirect_uri] = "http://127.0.0.1:51004/callback"
    expect(token_request.params).to include("code_verifier" => /\A[\w-]{43}\z/)
  end

  rule "§8.3 localhost is loopback, whatever a resolver or a proxy says" do
    client_options.update(token_url: "#{litmus.base_url(host: "localhost")}/oauth/token",
                          proxy: "http://127.0.0.1:1")
    expect(token_request.headers["host"]).to eq "localhost:#{litmus.port}"
  end

  rule "§8.9 a login by loopback is bound by its state" do
    options[:redirect_uri] = "http://127.0.0.1:51004/callback"
    person.begin_login
    expect(person.come_back(state: "s3cr3t-forged")).to csrf_detected
  end
end
