# frozen_string_literal: true

require_relative "../sandbox"
require_relative "any_address"
require_relative "person"

module OmniAuth
  module Litmus
    module TestHelper
      # A sandbox under Puma on a free loopback port, one for each process. It needs a real socket, since no Ruby
      # library can intercept this gem's HTTP calls.
      class SandboxServer
        # Where it listens.
        HOST = "127.0.0.1"
        @lock = Mutex.new

        class << self
          # @return [SandboxServer] the one of this process; a forked process, as in parallel tests, starts its own
          # @raise [ConfigurationError] without Puma
          def start
            @lock.synchronize do
              @server = nil unless @pid == Process.pid
              @pid = Process.pid
              @server ||= new.tap { |server| at_exit { server.stop if @pid == Process.pid } }
            end
          end
        end

        # @return [Sandbox] the present one
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
          # Rails' integration tests run at http://www.example.com, to which Litmus would not redirect.
          @sandbox.settings.applications.each_value { |application| application.extend(AnyAddress) }
          self
        end

        # Answers an authorization request with the user's consent.
        #
        # @param location [String] the authorization request: where `POST /auth/litmus` redirects to
        # @param user [Integer, String, nil] the account's id or e-mail address; nil: the first one
        # @return [String] where the browser is sent back to, with `code` and `state`
        # @raise [ArgumentError] if the sandbox refuses the request, or does not have this user
        def approve(location, user: nil)
          Person.new(@sandbox, user).answer(location, "authorize")
        end

        # Answers an authorization request with the user's refusal.
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

        # @return [String] what to do where it does not answer
        def hint = "It was stopped: call litmus_sandbox in the example"

        # @return [String]
        def inspect
          "#<#{self.class} #{url}>"
        end

        private

        # Puma sets RACK_ENV to development if it is not set, and OmniAuth would read it later.
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
          # In Puma 6, the log is an option.
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
