# frozen_string_literal: true

require_relative "../sandbox"
require_relative "any_address"
require_relative "person"

module OmniAuth
  module Litmus
    module TestHelper
      # A sandbox under Puma, on a free port of loopback: a real socket, because this gem's HTTP is not Ruby's and no
      # library can catch it. One for a process, from the first use to the end.
      class SandboxServer
        HOST = "127.0.0.1"
        @lock = Mutex.new

        class << self
          # @return [SandboxServer] that of this process; a forked one, as of parallel tests, starts its own
          # @raise [ConfigurationError] without Puma
          def start
            @lock.synchronize do
              @server = nil unless @pid == Process.pid
              @pid = Process.pid
              @server ||= new.tap { |server| at_exit { server.stop if @pid == Process.pid } }
            end
          end
        end

        # @return [Sandbox] that answers at present
        attr_reader :sandbox

        # @return [String] its address, without a slash at the end
        attr_reader :url

        def initialize
          begin_anew
          @server = keeping_environment { puma }
          @url = "http://#{HOST}:#{@server.add_tcp_listener(HOST, 0).addr[1]}"
          @thread = @server.run
        end

        # Forgets every session, code and token.
        #
        # @param switches [Hash] as for {Sandbox#initialize}
        # @return [self]
        def begin_anew(**switches)
          @sandbox = Sandbox.new(**switches)
          # Rails' integration tests are at http://www.example.com, where Litmus would not call back.
          @sandbox.settings.applications.each_value { |application| application.extend(AnyAddress) }
          self
        end

        # What the user's consent yields.
        #
        # @param location [String] the authorization request: where `POST /auth/litmus` redirects to
        # @param user [Integer, String, nil] the account's id or e-mail address; nil: the first one
        # @return [String] where the browser is sent back to, with `code` and `state`
        # @raise [ArgumentError] when the sandbox refuses the request, or knows no such user
        def approve(location, user: nil)
          Person.new(@sandbox, user).answer(location, "authorize")
        end

        # What the user's refusal yields.
        #
        # @param location [String] as for {#approve}
        # @param user [Integer, String, nil] as for {#approve}
        # @return [String] where the browser is sent back to, with `error`
        # @raise [ArgumentError] as for {#approve}
        def deny(location, user: nil)
          Person.new(@sandbox, user).answer(location, "deny")
        end

        # @return [void]
        def stop
          @server.halt(true)
          @thread.join
          @server.binder.ios.each { |listener| listener.close unless listener.closed? }
        end

        # @return [String]
        def inspect
          "#<#{self.class} #{url}>"
        end

        private

        # Puma sets RACK_ENV where it is not set, and whatever reads it later, as OmniAuth does, would take this for
        # development.
        def keeping_environment
          environment = ENV.fetch("RACK_ENV", nil)
          yield
        ensure
          ENV["RACK_ENV"] = environment
        end

        def puma
          require "puma"
          require "puma/server"
          app = ->(env) { @sandbox.call(env) }
          # Version 6 moved the log from the second argument to an option.
          return Puma::Server.new(app, Puma::Events.null, min_threads: 0) unless defined?(Puma::LogWriter)

          Puma::Server.new(app, nil, min_threads: 0, log_writer: Puma::LogWriter.null)
        rescue LoadError
          hint = "Add gem \"puma\" to the group test of the Gemfile, or use mock_litmus_login, which needs no server"
          raise ConfigurationError.new("The sandbox needs Puma to listen", code: :puma_missing, hint:)
        end
      end
    end
  end
end
