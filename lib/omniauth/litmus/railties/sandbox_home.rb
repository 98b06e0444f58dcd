# frozen_string_literal: true

require_relative "../testing/rerouting"
require_relative "../sandbox/toolkit/loopback"

module OmniAuth
  module Litmus
    module Railties
      # Where the app that has a sandbox in it is found on this machine. The setting says it, or else a request of this
      # machine; the server's process writes that down for those that see no request: consoles, runners, jobs, the
      # doctor. As long as nobody has asked for a page, `PORT` says it.
      #
      # @api private
      class SandboxHome
        # Where it is written down, in the app.
        FILE = "tmp/litmus_sandbox"
        # app.localhost is for browsers; only localhost itself is loopback for certain.
        BELOW = %r{(?<=//)[^/:]+\.localhost\.?(?=[:/]|\z)}i
        private_constant :BELOW

        # @param setting [String, nil]
        # @param file [#to_s, nil] where to write it down; nil: nowhere
        def initialize(setting = nil, file = nil)
          @setting = setting&.to_s&.chomp("/")
          @file = file&.to_s
          @port = ENV.fetch("PORT", 3000)
        end

        # A developer may use several ports and names of this machine for the same app, so what a request says holds
        # for its thread first. Anybody else's request, and one by another name, decides nothing.
        #
        # @param env [Hash] the Rack environment
        # @yield the request's work
        # @return [Object] of the block
        def during(env)
          home = home_of(env)
          keep(home) if home
          Thread.current[:litmus_sandbox_home] = home
          yield
        ensure
          Thread.current[:litmus_sandbox_home] = nil
        end

        # @return [String] without a slash at the end
        def to_s
          @setting || Thread.current[:litmus_sandbox_home] || @seen || written || "http://localhost:#{@port}"
        end

        private

        def home_of(env)
          return unless Sandbox::Toolkit::Loopback.request?(env)

          home = "#{Rack::Request.new(env).base_url}#{env["SCRIPT_NAME"]}".sub(BELOW, "localhost")
          home if Testing::Rerouting::LOOPBACK.match?(home)
        end

        def keep(home)
          return if @seen == home

          @seen = home
          File.write(@file, home) if @file
        rescue SystemCallError
          nil # a directory that is not there, or not ours
        end

        def written
          home = File.read(@file, 200).strip if @file && File.file?(@file)
          home if home && Testing::Rerouting::LOOPBACK.match?(home)
        rescue SystemCallError
          nil
        end
      end
    end
  end
end
