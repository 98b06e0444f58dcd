# frozen_string_literal: true

require "optparse"
require_relative "../doctor"

module OmniAuth
  module Litmus
    class Doctor
      # `omniauth-litmus doctor`: reads the command line and the environment, prints the report, and says by its status
      # how it went: 0 healthy, 1 something failed, 2 not understood.
      class CommandLine
        include Unserializable

        # A command line that is not understood.
        class Misuse < StandardError; end

        # The environment's part of the settings. What is secret comes from there, or from the standard input: a command
        # line can be read by everyone on the machine.
        VARIABLES = { client_id: "LITMUS_APP_ID", client_secret: "LITMUS_SECRET", token: "LITMUS_ACCESS_TOKEN",
                      site: "LITMUS_OAUTH_HOST", api: "LITMUS_API_HOST" }.freeze
        USAGE = 2
        private_constant :VARIABLES, :USAGE

        # @param arguments [Array<String>]
        # @param settings [Hash] of the {Doctor}: before those of the environment, after those of the command line
        # @param input [IO] for a secret
        # @param output [IO] for the report
        # @param complaints [IO] for what was not understood
        def initialize(arguments, settings: {}, input: $stdin, output: $stdout, complaints: $stderr)
          @arguments = arguments.dup
          @input = input
          @output = output
          @complaints = complaints
          given = variables.transform_values { |name| ENV.fetch(name, "") }.reject { |_, value| value.empty? }
          @settings = { **given, **settings.compact }
        end

        # @return [Integer] the exit status
        def run
          read
          return help if @help

          report = examine
          @output.puts(@json ? report.to_json : report.to_text)
          report.exit_status
        rescue Misuse, OptionParser::ParseError => e
          @complaints.puts("#{complaint(e)}\nomniauth-litmus --help says what there is.")
          USAGE
        end

        private

        # @return [Hash{Symbol => String}]
        def variables
          VARIABLES
        end

        # @return [Report]
        def examine
          Doctor.new(**@settings).examine
        end

        def banner
          "omniauth-litmus doctor [options]\n\n" \
            "Says why a sign-in with Litmus does not work, and how to mend it. It signs nobody in.\n\n"
        end

        def options(parser)
          addresses(parser)
          secrets(parser)
        end

        def read
          parser.permute!(@arguments)
          @help ||= @arguments.empty?
          return if @help
          raise Misuse, "There is one command: doctor." unless @arguments.shift == "doctor"
          raise Misuse, "doctor takes options only." unless @arguments.empty?

          @settings[:client_secret] = @input.gets.to_s.chomp if @secret_on_stdin
        end

        def help
          @output.puts(parser)
          0
        end

        def parser
          @parser ||= OptionParser.new do |parser|
            parser.banner = banner
            options(parser)
            parser.on("--json", "the report as one JSON document") { @json = true }
            parser.on("-h", "--help", "this") { @help = true }
            parser.separator("\nEnvironment: #{variables.values.join(", ")},\nHTTPS_PROXY, NO_PROXY, SSL_CERT_FILE." \
                             "\nExit status: 0 nothing failed, 1 something did, 2 the command line is wrong.")
          end
        end

        def addresses(parser)
          parser.on("--site URL", "the authorization server (LITMUS_OAUTH_HOST)") { |url| @settings[:site] = url }
          parser.on("--api URL", "the API (LITMUS_API_HOST)") { |url| @settings[:api] = url }
          parser.on("--redirect-uri URL", "the callback address, as registered") do |url|
            @settings[:redirect_uri] = url
          end
          parser.on("--proxy URL", "a proxy; one with a password: in HTTPS_PROXY") { |url| proxy(url) }
          parser.on("--ca-file FILE", "trusted certificates, instead of the system's") do |file|
            @settings[:ca_file] = file
          end
          parser.on("--timeout SECONDS", Float, "for each request (10)") { |seconds| @settings[:timeout] = seconds }
        end

        def secrets(parser)
          parser.on("--client-id ID", "(LITMUS_APP_ID)") { |id| @settings[:client_id] = id }
          parser.on("--secret-stdin", "read the client secret from the standard input") { @secret_on_stdin = true }
          parser.on("--client-secret [SECRET]", "refused: see LITMUS_SECRET and --secret-stdin") do
            raise Misuse, "Everyone on the machine can read a command line: put the secret into LITMUS_SECRET, or " \
                          "give it to --secret-stdin."
          end
          refuse(parser, "--token [TOKEN]", "LITMUS_ACCESS_TOKEN")
        end

        def refuse(parser, option, variable)
          parser.on(option, "refused: see #{variable}") do
            name = option[/[a-z]+(?= )/]
            raise Misuse, "Everyone on the machine can read a command line: put the #{name} into #{variable}."
          end
        end

        def proxy(url)
          if url.include?("@")
            raise Misuse, "Everyone on the machine can read a command line: put a proxy with a password into " \
                          "HTTPS_PROXY."
          end

          @settings[:proxy] = url
        end

        # Repeats no value: one that is misplaced may be a secret.
        def complaint(error)
          return error.message if error.is_a?(Misuse)

          "#{error.reason}: #{error.args.first.to_s[/\A--?[\w-]+/]}"
        end
      end
    end
  end
end
