# frozen_string_literal: true

require_relative "../litmos"
require_relative "../litmus/doctor"
require_relative "doctor/checks/access"
require_relative "doctor/checks/membership"
require_relative "doctor/checks/sign_in"

module OmniAuth
  module Litmos
    # Why does an integration with Litmos not work? Asks the API, and says in words what is wrong and how to mend it. It
    # changes nothing.
    #
    #     puts OmniAuth::Litmos::Doctor.new(api_key: "…", source: "my-app", team: "t1", user: "u1").examine.to_text
    #
    # Loaded by a require of its own; `omniauth-litmus doctor --litmos` is this with a command line.
    class Doctor
      include OmniAuth::Litmus::Unserializable

      CHECKS = [Access, Membership, SignIn].freeze
      # Seconds for each call.
      TIMEOUT = 10
      private_constant :CHECKS, :TIMEOUT

      # What is examined, as a report of {OmniAuth::Litmus::Doctor} and its checks want to know it.
      #
      # @api private
      Target = Struct.new(:client, :team, :user, :api_key, keyword_init: true) do
        include OmniAuth::Litmus::Unserializable

        # @return [String]
        def site
          client.base_url
        rescue OmniAuth::Litmus::ConfigurationError
          "no known region"
        end
        alias_method :api, :site

        # @return [Array<String>] what no report may show
        def secrets
          [(api_key.respond_to?(:call) ? api_key.call : api_key).to_s].reject(&:empty?)
        end
      end
      private_constant :Target

      # @param settings [Hash] as for {Client#initialize}, and
      # @option settings [String, nil] :team an id, which is looked up
      # @option settings [String, nil] :user an id or a user name, likewise, and whether the user is in the team
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
