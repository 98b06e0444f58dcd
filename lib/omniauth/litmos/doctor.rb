# frozen_string_literal: true

require_relative "../litmos"
require_relative "../litmus/doctor"
require_relative "doctor/checks/access"
require_relative "doctor/checks/membership"
require_relative "doctor/checks/sign_in"
require_relative "doctor/target"

module OmniAuth
  module Litmos
    # Finds out why an integration with Litmos does not work, and says how to fix it. It changes nothing.
    #
    #     puts OmniAuth::Litmos::Doctor.new(api_key: "…", source: "my-app", team: "t1", user: "u1").examine.to_text
    #
    # It is not loaded with the gem: `require "omniauth/litmos/doctor"`, or run `omniauth-litmus doctor --litmos`.
    class Doctor
      include OmniAuth::Litmus::Unserializable

      CHECKS = [Checks::Access, Checks::Membership, Checks::SignIn].freeze
      # Seconds for each call.
      TIMEOUT = 10
      private_constant :CHECKS, :TIMEOUT

      # @param settings [Hash] as for {Client#initialize}, and
      # @option settings [String, nil] :team an id to look for
      # @option settings [String, nil] :user an id or a user name to look for, also in the team
      def initialize(**settings)
        client = Client.new(timeout: TIMEOUT, **settings.except(:team, :user))
        @target = Target.new(client:, api_key: settings[:api_key], **settings.slice(:team, :user))
      end

      # @return [OmniAuth::Litmus::Doctor::Report]
      def examine
        context = OmniAuth::Litmus::Doctor::Context.new
        findings = CHECKS.flat_map { |check| check.new(@target, context).examine }
        OmniAuth::Litmus::Doctor::Report.new(@target, findings)
      end
    end
  end
end
