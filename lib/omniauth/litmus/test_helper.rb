# frozen_string_literal: true

require "omniauth/litmus"

require_relative "testing/web_mock_guard"
require_relative "testing/rerouting"
require_relative "test_helper/login"
require_relative "test_helper/sandbox_server"

module OmniAuth
  module Litmus
    # For the tests of an app: logins without any request, or with requests to a sandbox.
    #
    #     RSpec.configure { |config| config.include OmniAuth::Litmus::TestHelper }   # RSpec
    #     class ActiveSupport::TestCase                                              # Minitest
    #       include OmniAuth::Litmus::TestHelper
    #     end
    #
    # All changes are undone after each example.
    #
    # @example Without OAuth: the callback action gets this auth hash
    #   mock_litmus_login(uid: "7", name: "Ada Lovelace")
    #   post "/auth/litmus"
    #   follow_redirect!
    #
    # @example With the whole flow: state, code, token, profile
    #   litmus = litmus_sandbox
    #   post "/auth/litmus"
    #   get litmus.approve(response.location)
    module TestHelper
      # The settings of OmniAuth to restore.
      Before = Struct.new(:test_mode, :mock_auth)
      # The sandbox answers only in development and test.
      ENVIRONMENT = "test"
      private_constant :Before, :ENVIRONMENT

      class << self
        # @api private
        def included(base)
          super
          # Minitest calls {TestHelper#after_teardown}. Minitest::Spec has `after` as well, so the class is checked.
          base.after { reset_litmus } if defined?(::RSpec::Core::ExampleGroup) && base <= ::RSpec::Core::ExampleGroup
        end
      end

      # Turns on OmniAuth's test mode: each sign-in at `/auth/litmus` succeeds as this user.
      #
      # @param provider [Symbol, String] the strategy's name
      # @param who [Hash] as for {Login#initialize}: `uid`, `name`, `first_name`, `last_name`, `email`, `token`,
      #   `refresh_token`, `expires_at`, `raw_info`, `strategy`
      # @raise [ArgumentError] for anything else
      # @return [OmniAuth::AuthHash] as the strategy makes it for this user
      def mock_litmus_login(provider: :litmus, **who)
        litmus_test_mode
        OmniAuth.config.mock_auth[provider.to_sym] = Login.new(**who).auth_hash(provider)
      end

      # Turns on OmniAuth's test mode: each sign-in at `/auth/litmus` fails.
      #
      # @param key [Symbol] `:access_denied`, `:csrf_detected`, `:timeout`, `:failed_to_connect`,
      #   `:invalid_credentials`, or an error of Litmus's
      # @param provider [Symbol, String] the strategy's name
      # @return [Symbol] the key
      def mock_litmus_failure(key = :access_denied, provider: :litmus)
        litmus_test_mode
        # In the environment "development", OmniAuth raises instead of redirecting.
        OmniAuth.config.mock_auth[provider.to_sym] = key.to_sym
      end

      # Starts a sandbox in this process, on a loopback port, and reroutes this gem's calls to Litmus to it. The app's
      # credentials are replaced by those of the demo application. It needs Puma.
      #
      # @param switches [Hash] as for {Sandbox#initialize}
      # @return [SandboxServer] to answer authorization requests with
      def litmus_sandbox(**switches)
        litmus_environment
        @litmus_route ||= [Testing::Rerouting.target, Testing::WebMockGuard.exception]
        server = SandboxServer.start
        server.begin_anew(**switches) if switches.any? || !Testing::Rerouting.target.equal?(server)
        Testing::Rerouting.to(server)
        Testing::WebMockGuard.exception = server.url
        server
      end

      # Undoes the changes of the methods above. It is called after each example.
      #
      # @return [void]
      def reset_litmus
        litmus_reroute_again
        ENV.delete("RACK_ENV") if @litmus_environment && ENV["RACK_ENV"] == ENVIRONMENT
        @litmus_environment = nil
        return unless @litmus_before

        OmniAuth.config.test_mode = @litmus_before.test_mode
        OmniAuth.config.mock_auth.replace(@litmus_before.mock_auth)
        @litmus_before = nil
      end

      # Minitest's hook.
      #
      # @return [void]
      def after_teardown
        super if defined?(super)
        reset_litmus
      end

      private

      # Sets the environment if nothing else names it; Rails does.
      def litmus_environment
        return if ENV["RACK_ENV"] || ENV["RAILS_ENV"] || defined?(::Rails.env)

        ENV["RACK_ENV"] = ENVIRONMENT
        @litmus_environment = true
      end

      def litmus_reroute_again
        return unless @litmus_route

        target, Testing::WebMockGuard.exception = @litmus_route
        Testing::Rerouting.to(target)
        @litmus_route = nil
      end

      def litmus_test_mode
        @litmus_before ||= Before.new(OmniAuth.config.test_mode, OmniAuth.config.mock_auth.dup)
        OmniAuth.config.test_mode = true
      end
    end
  end
end
