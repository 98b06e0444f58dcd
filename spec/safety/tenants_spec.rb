# frozen_string_literal: true

require "rack/request"
require_relative "../support/code_taker"
require_relative "../support/litmus_at"
require_relative "../support/rack_server"
require_relative "../support/relying_app"

RSpec.describe "Two tenants, chosen by the option setup" do
  include LitmusAt

  let(:threads) { 16 }
  let(:exchanges) { 2000 }
  let(:tenants) { { "north" => "north-secret", "south" => "south-secret" } }
  let(:granted) { Queue.new }
  let(:refused) { Queue.new }
  # Credentials that do not belong to the code are noticed here.
  let(:provider) do
    CodeTaker.new do |code, members|
      tenant = code.split(":").first
      genuine = members.values_at("client_id", "client_secret") == [tenant, tenants.fetch(tenant)]
      (genuine ? granted : refused) << tenant
    end
  end

  it "never mix: each of 2,000 exchanges on 16 threads has its own credentials and its own user" do
    server = RackServer.new(provider)
    choose = lambda do |env|
      tenant = Rack::Request.new(env).params["tenant"]
      env["omniauth.strategy"].options.client_id = tenant
      env["omniauth.strategy"].options.client_secret = tenants.fetch(tenant)
    end
    app = RelyingApp.new(site: litmus_at("http://127.0.0.1:#{server.port}"), client: [], setup: choose, pkce: true)
    strangers = Array.new(threads) { |number| Thread.new { sign_in_many(app, number) } }.flat_map(&:value)

    expect(strangers).to be_empty
    expect([granted.size, refused.size]).to eq([exchanges, 0])
    expect(Array.new(exchanges) { granted.pop }.uniq).to match_array(tenants.keys)
  ensure
    server&.stop
  end

  # @return [Array] of logins that ended as somebody else
  def sign_in_many(app, number)
    browser = app.browser
    (exchanges / threads).times.filter_map do |n|
      tenant = tenants.keys[n % 2]
      code = "#{tenant}:#{number}:#{n}"
      leg_one = browser.sign_in(tenant:)
      answer = browser.callback(tenant:, code:, state: leg_one.state)
      [code, answer.auth&.uid, answer.failure] unless answer.auth&.uid == code
    end
  end
end
