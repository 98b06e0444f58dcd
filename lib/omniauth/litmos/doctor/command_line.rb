# frozen_string_literal: true

require_relative "../../litmus/doctor/command_line"
require_relative "../doctor"

module OmniAuth
  module Litmos
    class Doctor
      # `omniauth-litmus doctor --litmos`
      class CommandLine < OmniAuth::Litmus::Doctor::CommandLine
        VARIABLES = { api_key: "LITMOS_API_KEY", source: "LITMOS_SOURCE", base_url: "LITMOS_BASE_URL",
                      region: "LITMOS_REGION" }.freeze
        private_constant :VARIABLES

        private

        def variables
          VARIABLES
        end

        def examine
          Doctor.new(**@settings).examine
        end

        def banner
          "omniauth-litmus doctor --litmos [options]\n\n" \
            "Says why an integration with Litmos does not work, and how to mend it. It changes nothing.\n\n"
        end

        def options(parser)
          parser.on("--litmos", "Litmos, and not Litmus")
          parser.on("--base-url URL", "the API (LITMOS_BASE_URL)") { |url| @settings[:base_url] = url }
          parser.on("--region REGION", "or its region: us, eu or au (LITMOS_REGION)") { |it| @settings[:region] = it }
          parser.on("--source NAME", "the name of the application (LITMOS_SOURCE)") { |it| @settings[:source] = it }
          parser.on("--team ID", "look for this team") { |id| @settings[:team] = id }
          parser.on("--user ID", "look for this user, and in the team") { |id| @settings[:user] = id }
          refuse(parser, "--api-key [KEY]", "LITMOS_API_KEY")
        end
      end
    end
  end
end
