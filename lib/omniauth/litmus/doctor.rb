# frozen_string_literal: true

require_relative "../litmus"
require_relative "doctor/finding"
require_relative "doctor/target"
require_relative "doctor/context"
require_relative "doctor/effective_proxy"
require_relative "doctor/report"
require_relative "doctor/check"
require_relative "doctor/checks/configuration"
require_relative "doctor/checks/redirect_uri"
require_relative "doctor/checks/connection"
require_relative "doctor/checks/clock"
require_relative "doctor/checks/authorization_endpoint"
require_relative "doctor/checks/client_credentials"
require_relative "doctor/checks/registration"
require_relative "doctor/checks/api"
require_relative "doctor/checks/access_token"
require_relative "doctor/application"

module OmniAuth
  module Litmus
    # Finds out why a sign-in does not work: checks the configuration, the connection to Litmus and its responses, and
    # says what is wrong and how to fix it. It signs nobody in and changes nothing.
    #
    #     report = OmniAuth::Litmus::Doctor.new(client_id: "…", client_secret: "…").examine
    #     puts report.to_text
    #     exit report.exit_status
    #
    # It is not loaded with the gem: `require "omniauth/litmus/doctor"`, or run `omniauth-litmus doctor`.
    class Doctor
      include Unserializable

      # In this order, since a check may use what earlier ones have found out.
      CHECKS = [Checks::Configuration, Checks::RedirectUri, Checks::Connection, Checks::Clock,
                Checks::AuthorizationEndpoint, Checks::ClientCredentials, Checks::Registration, Checks::Api,
                Checks::AccessToken].freeze
      private_constant :CHECKS

      # @param settings [Hash] to examine
      # @option settings [String, nil] :site the authorization server; `OAUTH_HOST` if not given
      # @option settings [String, nil] :api the API; `API_HOST` if not given
      # @option settings [String, nil] :client_id
      # @option settings [String, nil] :client_secret
      # @option settings [String, nil] :redirect_uri the callback address, as registered with Litmus
      # @option settings [String, nil] :token an access token to try
      # @option settings [String, nil] :proxy URL, instead of that of the environment
      # @option settings [String, nil] :ca_file trusted certificates, instead of those of the system
      # @option settings [Numeric, nil] :timeout seconds that each request may take (10)
      # @option settings [Hash] :client_options other settings, as for {Client}
      def initialize(**settings)
        transport, rest = settings.compact.partition { |name, _| Target::TRANSPORT.include?(name) }.map(&:to_h)
        @target = Target.new(**rest, transport:)
      end

      # Makes at most eight requests, one after the other.
      #
      # @return [Report]
      def examine
        context = Context.new
        findings = CHECKS.flat_map { |check| check.new(@target, context).examine }
        Report.new(@target, findings)
      end
    end
  end
end
