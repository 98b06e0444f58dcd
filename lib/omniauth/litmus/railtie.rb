# frozen_string_literal: true

require "rails/railtie"

require_relative "authentication"
require_relative "front_end"
require_relative "log_subscriber"
require_relative "reauthorization"
require_relative "railties/autoloads"
require_relative "railties/callback_filter"
require_relative "railties/callback_paths"
require_relative "railties/failure_endpoint"
require_relative "railties/request_verifier"
require_relative "railties/words"

module OmniAuth
  module Litmus
    # What a Rails app gets by having this gem in its bundle: nothing secret in its log, but the gem's events; its
    # logger for OmniAuth; the concerns {Authentication}, {FrontEnd} and {Reauthorization}; texts for I18n; the task
    # `litmus:doctor`; and {TokenSource}, the stores and the API classes without a require.
    #
    # Its settings, all of them, for an initializer of the app's or `config/environments`:
    #
    # `config.omniauth_litmus.sandbox`:: Where the environment is development or test, `true` or a Hash of switches of
    #   a {Sandbox} puts a sandbox Litmus at `/litmus_sandbox`, in place of Litmus itself; an address, such as
    #   `"http://127.0.0.1:4000"`, uses one that runs beside the app, as the variable `LITMUS_SANDBOX` does. By default
    #   `false`: there is none.
    # `config.omniauth_litmus.front_ends`:: Origins of front ends that live elsewhere: a sign-in may begin there, and
    #   lead back there ({FrontEnds}, {FrontEnd}). By default `[]`: there are none.
    # `config.omniauth_litmus.sandbox_home`:: Where the app with the sandbox in it is found on this machine, such as
    #   `"http://localhost:4000"`. By default `nil`: its requests say it, and before the first of them `PORT`.
    class Railtie < ::Rails::Railtie
      # The settings and their defaults.
      SETTINGS = { front_ends: [].freeze, sandbox: false, sandbox_home: nil }.freeze
      config.omniauth_litmus = ::ActiveSupport::OrderedOptions.new.update(SETTINGS)

      # Hidden wherever they turn up, also as a part of a name. `code` and `state` are {Railties::CallbackFilter}'s.
      FILTERED = %i[access_token refresh_token client_secret litmus_code litmus_verifier].freeze

      # Rails logs where it redirects to. The fragment of a hand-over goes to nobody else, and a login URL signs in
      # whoever has it.
      FILTERED_REDIRECT = /#litmus_code=|[?&]loginkey=/i

      # OmniAuth's own logger, unless the app has chosen one before it loaded this gem.
      DEFAULT_LOGGER = OmniAuth.config.logger
      private_constant :DEFAULT_LOGGER, :FILTERED_REDIRECT

      AuthorizationCodeFlow.prepend(Railties::CallbackPaths::Registration)
      OmniAuth::Builder.prepend(Railties::CallbackPaths::Announcement)
      LogSubscriber.attach_to(:litmus)
      config.before_eager_load { Railties::Autoloads.load }

      # Active Record copies the list when it is loaded, so the names are there early; an initializer of the app's may
      # write the list anew, so they are added again.
      initializer "omniauth_litmus.filter_parameters", before: :load_config_initializers do |app|
        app.config.filter_parameters |= FILTERED
      end

      initializer "omniauth_litmus.filter_redirect", after: :load_config_initializers do |app|
        app.config.filter_redirect |= [FILTERED_REDIRECT]
      end

      # Before everything that may log a path.
      initializer "omniauth_litmus.callback_filter" do |app|
        app.middleware.insert_before 0, Railties::CallbackFilter
      end

      # In front of the app's own, which go before.
      initializer "omniauth_litmus.words", after: :load_config_initializers do |app|
        ::I18n.load_path.unshift(*Railties::Words.files(app.config.i18n))
      end

      # After the app's own initializers, which may set it.
      initializer "omniauth_litmus.sandbox", after: :load_config_initializers do |app|
        sandbox = app.config.omniauth_litmus.sandbox
        if sandbox && ENV["LITMUS_SANDBOX"].to_s.empty? && %w[development test].include?(::Rails.env)
          sandbox.is_a?(String) ? Railtie.use_sandbox(sandbox) : Railtie.mount_sandbox(app, sandbox)
        end
      end

      config.after_initialize do |app|
        unknown = app.config.omniauth_litmus.keys - SETTINGS.keys
        ::Rails.logger.warn("config.omniauth_litmus has no #{unknown.join(", ")}") if unknown.any?
        app.config.filter_parameters |= FILTERED
        chosen = !OmniAuth.config.logger.equal?(DEFAULT_LOGGER) || DEFAULT_LOGGER.progname != "omniauth"
        OmniAuth.config.logger = ::Rails.logger unless chosen
      end

      class << self
        # @api private
        def use_sandbox(url)
          require_relative "testing/running_sandbox"
          Testing::Rerouting.to(Testing::RunningSandbox.new(url))
        end

        # @api private
        def mount_sandbox(app, switches)
          require_relative "railties/sandbox_mount"
          # In tests nobody else has to find it.
          file = ::Rails.root.join(Railties::SandboxHome::FILE) if ::Rails.env.development?
          home = Railties::SandboxHome.new(app.config.omniauth_litmus.sandbox_home, file)
          app.middleware.insert_before 0, Railties::SandboxMount, switches == true ? {} : switches, home
        end
      end

      rake_tasks { Dir[File.expand_path("tasks/*.rake", __dir__)].each { |file| load file } }
    end
  end
end
