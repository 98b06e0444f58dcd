# frozen_string_literal: true

require_relative "../doctor"
require_relative "../../litmus/doctor/command"

module OmniAuth
  module Litmos
    class Doctor
      # `omniauth-litmus doctor --litmos`
      class CommandLine
        include OmniAuth::Litmus::Unserializable

        BANNER = "omniauth-litmus doctor --litmos [options]\n\n" \
                 "Says why an integration with Litmos does not work, and how to fix it. It changes nothing."
        VARIABLES = { api_key: "LITMOS_API_KEY", source: "LITMOS_SOURCE", base_url: "LITMOS_BASE_URL",
                      region: "LITMOS_REGION" }.freeze
        Command = OmniAuth::Litmus::Doctor::Command
        private_constant :BANNER, :VARIABLES, :Command

        # @param arguments [Array<String>] behind `doctor`
        # @param settings [Hash] of the {Doctor}; they override the environment, and arguments override them
        # @param output [IO] for the report
        # @param complaints [IO] for what is wrong with the command line
        def initialize(arguments, settings: {}, output: $stdout, complaints: $stderr)
          @settings = { **Command.environment(VARIABLES), **settings.compact }
          @command = Command.new(arguments, banner: BANNER, variables: VARIABLES.values, output:, complaints:,
                                 &method(:options))
        end

        # @return [Integer] the exit status: 0 healthy, 1 something failed, 2 the command line is wrong
        def run
          @command.run { Doctor.new(**@settings).examine }
        end

        # @return [String] the options
        def help
          @command.help
        end

        private

        def options(parser)
          parser.on("--litmos", "Litmos instead of Litmus")
          parser.on("--base-url URL", "the API (LITMOS_BASE_URL)") { |url| @settings[:base_url] = url }
          parser.on("--region REGION", "or its region: us, eu or au (LITMOS_REGION)") { |it| @settings[:region] = it }
          parser.on("--source NAME", "the name of the application (LITMOS_SOURCE)") { |it| @settings[:source] = it }
          parser.on("--team ID", "look for this team") { |id| @settings[:team] = id }
          parser.on("--user ID", "look for this user, and in the team") { |id| @settings[:user] = id }
          Command.refuse(parser, "--api-key [KEY]", "LITMOS_API_KEY")
        end
      end
    end
  end
end
