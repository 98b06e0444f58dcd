# frozen_string_literal: true

# A Rails app in one file, for a process of its own: required with RAILS_ENV set, then opened, then booted.
ENV["RAILS_ENV"] ||= "test"

require "json"
require "logger"
require "stringio"
require "rails"
require "action_controller/railtie"
require "action_view/railtie"
require "rack/test"
require "omniauth/litmus"

# What the app logs, formatter and all.
LOG = StringIO.new

# Open it again to add to it; `SmallApp.boot { routes }` boots it.
class SmallApp < Rails::Application
  config.load_defaults Rails.gem_version.segments.first(2).join(".")
  config.root = __dir__
  config.eager_load = false
  config.hosts.clear
  config.secret_key_base = "s" * 64
  config.session_store :cookie_store, key: "session"
  config.logger = Logger.new(LOG, level: :debug)
  config.action_dispatch.show_exceptions = Rails.gem_version >= Gem::Version.new("7.1") ? :none : false
  config.active_support.deprecation = :silence

  # @return [Rack::Test::Session] a browser before the app
  def self.boot(&)
    Rails.application.initialize! unless Rails.application.initialized?
    Rails.application.routes.draw(&)
    browser
  end

  def self.browser
    Rack::Test::Session.new(Rails.application)
  end
end
