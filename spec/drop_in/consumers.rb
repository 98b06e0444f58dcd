# frozen_string_literal: true

require "rack/test"
require "sinatra/base"

# The Ruby gem's public consumer is a partner app of this shape.
RSpec.describe "What the Ruby gem does: in a Sinatra partner app" do
  include Rack::Test::Methods

  let(:app) do
    Class.new(Sinatra::Base) do
      set :environment, :test
      set :sessions, true
      set :session_secret, "0123456789abcdef" * 8
      use(OmniAuth::Builder) { provider :litmus, "app-id", "app-secret" }

      get("/") { session[:token] ? "Hello, #{session[:name]}" : redirect("/auth/litmus") }

      get "/auth/litmus/callback" do
        auth = request.env["omniauth.auth"]
        session[:token] = auth.credentials.token
        session[:name] = auth.info.name
        redirect request.env["omniauth.origin"] || "/"
      end

      get("/auth/failure") { "Sorry: #{params[:message]}" }
    end
  end

  before do
    OmniAuth.config.allowed_request_methods = %i[get post]
    OmniAuth.config.silence_get_warning = true
  end

  # Follows the browser's way from the app to Litmus and back.
  def go_to_litmus_and_back
    get Net::HTTP.get_response(URI(last_response.location))["location"]
  end

  it "signs somebody in who comes by a link" do
    get "/auth/litmus"
    go_to_litmus_and_back
    follow_redirect!
    expect(last_response.body).to eq("Hello, Ada King Lovelace")
  end

  it "signs somebody in who comes by a form" do
    post "/auth/litmus"
    go_to_litmus_and_back
    follow_redirect!
    expect(last_response.body).to eq("Hello, Ada King Lovelace")
  end

  it "brings somebody back to where they came from" do
    get "/auth/litmus?origin=/emails/1"
    go_to_litmus_and_back
    expect(URI(last_response.location).path).to eq("/emails/1")
  end

  it "sends somebody without a token to Litmus" do
    get "/"
    expect(URI(last_response.location).path).to eq("/auth/litmus")
    follow_redirect!
    expect(last_response.location).to start_with("#{oauth_host}/oauth/authorize?")
  end

  it "keeps the login in a cookie between the legs" do
    get "/auth/litmus"
    expect(last_response["Set-Cookie"]).to include("rack.session=")
    go_to_litmus_and_back
    expect(last_request.env["omniauth.auth"].uid).to eq("4711")
  end

  it "tells somebody who said no" do
    litmus.denial = { "error" => "access_denied" }
    get "/auth/litmus"
    go_to_litmus_and_back
    follow_redirect!
    expect(last_response.body).to eq("Sorry: access_denied")
  end

  it "tells somebody whose callback is forged" do
    get "/auth/litmus"
    get "/auth/litmus/callback?code=stolen&state=guessed"
    follow_redirect!
    expect(last_response.body).to eq("Sorry: csrf_detected")
  end

  it "tells somebody whom Litmus's token endpoint turns down" do
    litmus.answer("/oauth/token", 401, { "error" => "invalid_client" })
    get "/auth/litmus"
    go_to_litmus_and_back
    follow_redirect!
    expect(last_response.body).to eq("Sorry: invalid_credentials")
  end

  it "raises instead where OmniAuth is told to" do
    OmniAuth.config.failure_raise_out_environments = ["test"]
    litmus.denial = { "error" => "access_denied" }
    get "/auth/litmus"
    expect { go_to_litmus_and_back }.to raise_error(OmniAuth::Strategies::Litmus::CallbackError, /access_denied/)
  end
end
