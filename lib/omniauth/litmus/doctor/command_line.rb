# frozen_string_literal: true

require_relative "../doctor"
require_relative "command"

module OmniAuth
  module Litmus
    class Doctor
      # `omniauth-litmus doctor`: see {Litmus::CommandLine}. Secrets come from the environment or the standard input,
      # since everyone on the machine can read a command line.
      class CommandLine
        include Unserializable

        BANNER = "omniauth-litmus doctor [options]\n\n" \
                 "Says why a sign-in with Litmus does not work, and how to fix it. It signs nobody in."
        VARIABLES = { client_id: "LITMUS_APP_ID", client_secret: "LITMUS_SECRET", token: "LITMUS_ACCESS_TOKEN",
                      site: "LITMUS_OAUTH_HOST", api: "LITMUS_API_HOST" }.freeze
        private_constant :BANNER, :VARIABLES

        # @param arguments [Array<String>] behind `doctor`
        # @param settings [Hash] of the {Doctor}; they override the environment, and arguments override them
        # @param input [IO] for the client secret
        # @param output [IO] for the report
        # @param complaints [IO] for what is wrong with the command line
        def initialize(arguments, settings: {}, input: $stdin, output: $stdout, complaints: $stderr)
          @input = input
          @settings = { **Command.environment(VARIABLES), **settings.compact }
          @command = Command.new(arguments, banner: BANNER, variables: VARIABLES.values, output:, complaints:,
                                 &method(:options))
        end

        # @return [Integer] the exit status: 0 healthy, 1 something failed, 2 the command line is wrong
        def run
          @command.run do
            @settings[:client_secret] = @input.gets.to_s.chomp if @secret_on_stdin
            Doctor.new(**@settings).examine
          end
        end

        # @return [String] the options
        def help
          @command.help
        end

        private

        def options(parser)
          addresses(parser)
          secrets(parser)
          parser.on("--litmos", "Litmos instead of Litmus: see omniauth-litmus help doctor --litmos")
        end

        def addresses(parser)
          parser.on("--site URL", "the authorization server (LITMUS_OAUTH_HOST)") { |url| @settings[:site] = url }
          parser.on("--api URL", "the API (LITMUS_API_HOST)") { |url| @settings[:api] = url }
          parser.on("--redirect-uri URL", "the callback URL, as registered") { |url| @settings[:redirect_uri] = url }
          parser.on("--proxy URL", "a proxy; with a password, use HTTPS_PROXY") { |url| proxy(url) }
          parser.on("--ca-file FILE", "trusted certificates, instead of those of the system") do |file|
            @settings[:ca_file] = file
          end
          parser.on("--timeout SECONDS", Float, "for each request (10)") { |seconds| @settings[:timeout] = seconds }
        end

        def secrets(parser)
          parser.on("--client-id ID", "(LITMUS_APP_ID)") { |id| @settings[:client_id] = id }
          parser.on("--secret-stdin", "read the client secret from the standard input") { @secret_on_stdin = true }
          Command.refuse(parser, "--client-secret [SECRET]", "LITMUS_SECRET, or give it to --secret-stdin")
          Command.refuse(parser, "--token [TOKEN]", "LITMUS_ACCESS_TOKEN")
        end

        def proxy(url)
          Command.misuse("put a proxy with a password into HTTPS_PROXY.") if url.include?("@")

          @settings[:proxy] = url
        end
      end
    end
  end
end
