# frozen_string_literal: true

require_relative "../testing/rerouting"
require_relative "../sandbox"
require_relative "sandbox_home"

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

        # @return [Sandbox]
        attr_reader :sandbox

        # @param app [#call]
        # @param switches [Hash] as for {Sandbox#initialize}
        # @param home [SandboxHome]
        def initialize(app, switches = {}, home = SandboxHome.new)
          @app = app
          @sandbox = Sandbox.new(**switches)
          @home = home
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

          @home.during(env) { @app.call(env) }
        end

        # @return [String] the address by which this request's browser, and this process, reach the sandbox
        def url = "#{@home}#{PATH}"

        # @return [String] what to do where it does not answer
        def hint
          "It is in this app, so start that (bin/rails server) and open a page of it; or set " \
            "config.omniauth_litmus.sandbox_home to where it runs"
        end
      end
    end
  end
end
