# frozen_string_literal: true

require_relative "../testing/rerouting"
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
        # Where the app is as long as nobody on this machine has asked for a page of it: a console, a job.
        HOME = "http://localhost:#{ENV.fetch("PORT", 3000)}".freeze
        # app.localhost is for browsers; only localhost itself is loopback for certain.
        BELOW = %r{(?<=//)[^/:]+\.localhost\.?(?=[:/]|\z)}i
        private_constant :BELOW

        # @return [Sandbox]
        attr_reader :sandbox

        # @param app [#call]
        # @param switches [Hash] as for {Sandbox#initialize}
        # @param home [String, nil] where the app is, if not where this machine's requests find it
        def initialize(app, switches = {}, home = nil)
          @app = app
          @sandbox = Sandbox.new(**switches)
          @configured = home&.to_s&.chomp("/")
          @home = HOME
          Testing::Rerouting.to(self)
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

        # @return [String] the address by which this request's browser, and this process, reach the sandbox
        def url
          "#{@configured || Thread.current[:litmus_sandbox_home] || @home}#{PATH}"
        end

        private

        # A developer may use several ports and names of this machine for the same app. Anybody else's request, and one
        # by another name, decides nothing.
        def at_home(env)
          home = home_of(env)
          @home = home if home
          Thread.current[:litmus_sandbox_home] = home
          yield
        ensure
          Thread.current[:litmus_sandbox_home] = nil
        end

        def home_of(env)
          return unless Sandbox::Toolkit::Loopback.request?(env)

          home = "#{Rack::Request.new(env).base_url}#{env["SCRIPT_NAME"]}".sub(BELOW, "localhost")
          home if Testing::Rerouting::LOOPBACK.match?(home)
        end
      end
    end
  end
end
