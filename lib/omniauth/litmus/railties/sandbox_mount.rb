# frozen_string_literal: true

require_relative "../redirection"
require_relative "../sandbox"

module OmniAuth
  module Litmus
    module Railties
      # A sandbox Litmus inside the app, in development: `config.omniauth_litmus.sandbox = true`. It stands before
      # everything else, for the app waits for it while it answers a callback, and code must not be reloaded meanwhile;
      # and the server needs a second thread.
      #
      # @api private
      class SandboxMount
        include Unserializable

        # Where it is.
        PATH = "/litmus_sandbox"
        # Where the app is as long as nobody has asked for a page of it: a console, a job.
        HOME = "http://localhost:#{ENV.fetch("PORT", 3000)}".freeze

        # @return [Sandbox]
        attr_reader :sandbox

        # @param app [#call]
        # @param switches [Hash] as for {Sandbox#initialize}
        def initialize(app, switches = {})
          @app = app
          @sandbox = Sandbox.new(**switches)
          @home = HOME
          Redirection.to(self)
        end

        # @param env [Hash] the Rack environment
        # @return [Array] a Rack response
        def call(env)
          path = env["PATH_INFO"]
          if path == PATH || path.start_with?("#{PATH}/")
            return @sandbox.call(env.merge("SCRIPT_NAME" => "#{env["SCRIPT_NAME"]}#{PATH}",
                                           "PATH_INFO" => path.delete_prefix(PATH)))
          end

          at_home(env) { @app.call(env) }
        end

        # @return [String] the address by which this request's browser reaches the sandbox
        def url
          "#{Thread.current[:litmus_sandbox_home] || @home}#{PATH}"
        end

        private

        # A developer may use several names for the same app.
        def at_home(env)
          @home = Thread.current[:litmus_sandbox_home] = "#{Rack::Request.new(env).base_url}#{env["SCRIPT_NAME"]}"
          yield
        ensure
          Thread.current[:litmus_sandbox_home] = nil
        end
      end
    end
  end
end
