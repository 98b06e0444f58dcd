# frozen_string_literal: true

require_relative "boot"

require "active_support/core_ext/integer/time"
require "rails"
require "action_controller/railtie"
require "action_view/railtie"
require "omniauth/litmus"

module PartnerApp
  # The partner app of Litmus's guide: it signs people in with Litmus and creates Instant previews for them.
  class Application < Rails::Application
    # Whichever Rails runs it: this app is an example for all of them, and has no past to keep.
    config.load_defaults Rails.gem_version.segments.first(2).join(".")

    # The browser keeps a random name and nothing else; tokens stay in this process's memory. Give an app with several
    # processes a store that they share (Redis, Memcached, a database), never the cookie store.
    config.cache_store = :memory_store
    config.session_store :cache_store, key: "partner_app_session", expire_after: 8.hours

    # Sessions end with the process, and nothing else is signed.
    config.secret_key_base = ENV.fetch("SECRET_KEY_BASE") { SecureRandom.hex(64) }

    # Where browsers reach the app, if not where Puma listens: Litmus calls back over HTTPS only, so for the real Litmus
    # a proxy or a tunnel stands in front.
    config.x.public_url = ENV.fetch("PARTNER_APP_URL", nil)
    config.hosts << URI(config.x.public_url).host if config.x.public_url

    # The pages of public/ for an error of the app itself, as in production.
    config.consider_all_requests_local = false
    config.eager_load = true
    config.logger = ActiveSupport::Logger.new($stdout)
    config.log_level = :info

    # Litmus's API for Instant previews; the sandbox answers it, too.
    config.x.instant_api_host = ENV.fetch("INSTANT_API_HOST", "https://instant-api.litmus.com")
  end
end
