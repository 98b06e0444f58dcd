# frozen_string_literal: true

# The process of DoorkeeperProvider: a Rails app of one file, with Doorkeeper, that plays Litmus.

require "logger"
require "json"
require "rails"
require "active_record/railtie"
require "action_controller/railtie"
require "action_view/railtie"
require "doorkeeper"
require_relative "../rack_server"
require_relative "schema"

PROVIDER_SETTINGS = JSON.parse(ENV.fetch("PROVIDER_SETTINGS"), symbolize_names: true).freeze

# Litmus's website and API.
class ProviderApp < Rails::Application
  config.root = ENV.fetch("PROVIDER_DIRECTORY")
  config.load_defaults Rails::VERSION::STRING.to_f
  config.eager_load = false
  config.secret_key_base = "a key of no consequence, for the length of a spec run"
  config.logger = Logger.new($stderr)
  config.hosts.clear
  # The public face of errors, as at Litmus: malformed JSON is a 400 without a body.
  config.consider_all_requests_local = false
  config.action_dispatch.show_exceptions = Rails::VERSION::STRING.to_f < 7.1 ? true : :all

  routes.append do
    use_doorkeeper { skip_controllers :applications, :authorized_applications, :token_info }
    get "/sign_in", to: "sign_in#new"
    post "/sign_in", to: "sign_in#create"
    get "/v2/users/current", to: "users#current"
  end
end

Doorkeeper.configure do
  orm :active_record
  resource_owner_authenticator do
    User.find_by(id: session[:user_id]) || redirect_to("/sign_in?#{{ continue: request.fullpath }.to_query}")
  end
  default_scopes :full
  use_refresh_token
  access_token_expires_in PROVIDER_SETTINGS.fetch(:expires_in)
  grant_flows %w[authorization_code client_credentials]
  force_ssl_in_redirect_uri false
end

ProviderApp.initialize!

# Somebody with an account.
class User < ActiveRecord::Base
end

# Who is it? Any account will do, without a password.
class SignInController < ActionController::Base
  protect_from_forgery with: :exception

  def new
    @continue = params[:continue]
    render inline: <<~ERB
      <%= form_tag "/sign_in" do %>
        <%= hidden_field_tag :continue, @continue %>
        <% User.find_each do |user| %><%= radio_button_tag :user_id, user.id %><% end %>
        <%= submit_tag "Sign in" %>
      <% end %>
    ERB
  end

  def create
    reset_session
    session[:user_id] = User.find(params[:user_id]).id
    redirect_to params[:continue]
  end
end

# The API's part that a sign-in needs.
class UsersController < ActionController::API
  before_action :doorkeeper_authorize!

  def current
    user = User.find(doorkeeper_token.resource_owner_id)
    render json: { user: user.slice(:id, :first_name, :last_name, :email)
                             .merge(full_name: "#{user.first_name} #{user.last_name}") }
  end
end

ActiveRecord::Base.connection_pool.with_connection do |connection|
  ProviderSchema.create(connection, previous_refresh_token: PROVIDER_SETTINGS.fetch(:rotation) == "first_use")
end
User.create!(id: 1001, first_name: "Maya", last_name: "Okafor", email: "maya@example.com")
User.create!(id: 1002, first_name: "Zoë", last_name: "Lindqvist", email: "zoe@example.com")
User.create!(id: 1003, first_name: "Tomás", last_name: "Reyes", email: "tomas@example.com")
PROVIDER_SETTINGS.fetch(:applications).each do |application|
  Doorkeeper::Application.create!(name: application[:id], uid: application[:id], secret: application[:secret],
                                  redirect_uri: application[:redirect_uris].join("\n"), scopes: "full")
end

server = RackServer.new(ProviderApp)
strict = Doorkeeper::Errors.const_defined?(:MultipleClientAuthMethods)
$stdout.puts JSON.generate(port: server.port, version: Doorkeeper::VERSION::STRING, rejects_two_credentials: strict)
$stdout.flush

# The end of this pipe is the end of the process that started this one, however it ended.
$stdin.read
server.stop
