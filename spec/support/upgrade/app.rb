# frozen_string_literal: true

# An app written for the gem omniauth-litmus, of which an upgrade changes one line: that of the Gemfile. Run, it signs
# somebody in at the Litmus that LITMUS_OAUTH_HOST names, and prints what it has got.
require "bundler/setup"
Bundler.require
require "json"
require "logger"
require "net/http"
require "rack/mock"
require "sinatra/base"

OmniAuth.config.allowed_request_methods = %i[get post]
OmniAuth.config.silence_get_warning = true
OmniAuth.config.logger = Logger.new(IO::NULL)

# As the Ruby gem's README and its users have it: a strategy of the app's own, and the token used in the callback.
class Staff < OmniAuth::Strategies::Litmus
  option :name, "staff"
  option :client_options, { site: OAUTH_HOST, connection_opts: { request: { timeout: 10, open_timeout: 5 } } }

  info { { name: raw_info["full_name"], nickname: raw_info["first_name"] } }

  def authorize_params
    super.merge(prompt: "login")
  end
end

# The app itself.
class App < Sinatra::Base
  set :environment, :test
  set :sessions, true
  set :session_secret, "0123456789abcdef" * 8
  use OmniAuth::Builder do
    provider :litmus, ENV.fetch("LITMUS_APP_ID"), ENV.fetch("LITMUS_SECRET")
    provider Staff, ENV.fetch("LITMUS_APP_ID"), ENV.fetch("LITMUS_SECRET")
  end

  get "/auth/:name/callback" do
    auth = request.env["omniauth.auth"]
    token = request.env["omniauth.strategy"].access_token
    profile = token.get("#{OmniAuth::Strategies::Litmus::API_HOST}/v2/users/current").parsed["user"]
    JSON.generate({ provider: auth.provider, uid: auth.uid, info: auth.info.to_h, last_name: profile["last_name"],
                    same_token: auth.credentials.token == token.token, expired: token.expired? })
  end

  get("/auth/failure") { halt 400, params[:message] }
end

answers = %w[litmus staff].map do |name|
  browser = Rack::MockRequest.new(App)
  leg_one = browser.get("/auth/#{name}")
  cookie = leg_one["set-cookie"][/\A[^;]+/]
  authorize = URI(leg_one["location"])
  callback = URI(Net::HTTP.get_response(authorize)["location"])
  answer = browser.get(callback.request_uri, "HTTP_COOKIE" => cookie)
  abort "#{answer.status} #{answer.body}" unless answer.ok?
  JSON.parse(answer.body).merge("asked_for" => URI.decode_www_form(authorize.query).to_h.slice("prompt", "client_id"))
end
gem = Gem.loaded_specs.values.find { |spec| spec.name.start_with?("omniauth-litmus") }
puts JSON.generate({ gem: gem.name, version: Omniauth::Litmus::VERSION, oauth2: Gem.loaded_specs.key?("oauth2"),
                     home: gem.full_gem_path, answers: })
