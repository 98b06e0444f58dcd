# frozen_string_literal: true

require "rails/railtie"

require_relative "log_subscriber"
require_relative "reauthorization"
require_relative "railties/callback_filter"
require_relative "railties/callback_paths"
require_relative "railties/request_verifier"

module OmniAuth
  module Litmus
    # What a Rails app gets by having this gem in its bundle: nothing secret in its log, but the gem's events, its
    # logger for OmniAuth, the concern {Reauthorization}, texts for I18n and the task `litmus:doctor`.
    class Railtie < ::Rails::Railtie
      config.omniauth_litmus = ::ActiveSupport::OrderedOptions.new
      # true, or switches of a {Sandbox}: a sandbox Litmus stands at `/litmus_sandbox` in place of Litmus itself, where
      # the environment is development or test.
      config.omniauth_litmus.sandbox = false
      # Where the app, and with it that sandbox, is to be found on this machine, such as `http://localhost:4000`: for
      # jobs and consoles, which see no request. By default `PORT` says it, and the requests of this machine.
      config.omniauth_litmus.sandbox_home = nil

      # Hidden wherever they turn up, also as a part of a name. `code` and `state` are {Railties::CallbackFilter}'s.
      FILTERED = %i[access_token refresh_token client_secret].freeze

      # OmniAuth's own logger, unless the app has chosen one before it loaded this gem.
      DEFAULT_LOGGER = OmniAuth.config.logger
      private_constant :DEFAULT_LOGGER

      AuthorizationCodeFlow.prepend(Railties::CallbackPaths::Registration)
      OmniAuth::Builder.prepend(Railties::CallbackPaths::Announcement)
      LogSubscriber.attach_to(:litmus)
      ::ActiveSupport.on_load(:i18n) { ::I18n.load_path.unshift(File.expand_path("railties/locale/en.yml", __dir__)) }

      # Active Record copies the list when it is loaded, so the names are there early; an initializer of the app's may
      # write the list anew, so they are added again.
      initializer "omniauth_litmus.filter_parameters", before: :load_config_initializers do |app|
        app.config.filter_parameters |= FILTERED
      end

      # Before everything that may log a path.
      initializer "omniauth_litmus.callback_filter" do |app|
        app.middleware.insert_before 0, Railties::CallbackFilter
      end

      # After the app's own initializers, which may set it.
      initializer "omniauth_litmus.sandbox", after: :load_config_initializers do |app|
        switches = app.config.omniauth_litmus.sandbox
        if switches && %w[development test].include?(::Rails.env)
          require_relative "railties/sandbox_mount"
          app.middleware.insert_before 0, Railties::SandboxMount, switches == true ? {} : switches,
                                       app.config.omniauth_litmus.sandbox_home
        end
      end

      config.after_initialize do |app|
        app.config.filter_parameters |= FILTERED
        chosen = !OmniAuth.config.logger.equal?(DEFAULT_LOGGER) || DEFAULT_LOGGER.progname != "omniauth"
        OmniAuth.config.logger = ::Rails.logger unless chosen
      end

      rake_tasks { Dir[File.expand_path("tasks/*.rake", __dir__)].each { |file| load file } }
    end
  end
end
