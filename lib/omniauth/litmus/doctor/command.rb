# frozen_string_literal: true

require "optparse"
require_relative "../option_name"

module OmniAuth
  module Litmus
    class Doctor
      # What the command lines of all doctors have in common: `--json`, `--help`, options that are refused since they
      # would be secrets, and the exit status.
      #
      # @api private
      class Command
        include Unserializable

        # The command line is wrong.
        class Misuse < StandardError; end

        # Exit status of a wrong command line.
        USAGE = 2
        private_constant :USAGE

        class << self
          # @param variables [Hash{Symbol => String}] environment variables by setting
          # @return [Hash{Symbol => String}] the settings whose variable is set and not empty
          def environment(variables)
            variables.transform_values { |name| ENV.fetch(name, "") }.reject { |_, value| value.empty? }
          end

          # @param parser [OptionParser]
          # @param option [String] such as `"--token [TOKEN]"`
          # @param instead [String] where to put the secret
          # @return [void]
          def refuse(parser, option, instead)
            name = option[/[a-z][a-z-]+/].tr("-", " ").delete_prefix("client ")
            parser.on(option, "refused: see #{instead}") { misuse("put the #{name} into #{instead}.") }
          end

          # @raise [Misuse]
          def misuse(advice)
            raise Misuse, "Everyone on the machine can read a command line: #{advice}"
          end
        end

        # @param arguments [Array<String>] behind `doctor`
        # @param banner [String]
        # @param variables [Array<String>] environment variables, for the help
        # @param output [IO] for the report
        # @param complaints [IO] for what is wrong with the command line
        # @yieldparam parser [OptionParser] the block adds options
        def initialize(arguments, banner:, variables:, output:, complaints:, &options)
          @arguments = arguments.dup
          @banner = banner
          @variables = variables
          @output = output
          @complaints = complaints
          @options = options
        end

        # @yieldreturn [Report] called if the command line is right
        # @return [Integer] the exit status: 0 healthy, 1 something failed, 2 the command line is wrong
        def run
          parse
          return say(help) if @help

          report = yield
          @output.puts(@json ? report.to_json : report.to_text)
          report.exit_status
        rescue Misuse, OptionParser::ParseError => e
          @complaints.puts("#{complaint(e)}\nomniauth-litmus help #{@banner[/doctor( --litmos)?/]} lists all options.")
          USAGE
        end

        # @return [String] the options
        def help
          parser.to_s
        end

        private

        def parse
          parser.permute!(@arguments)
          raise Misuse, "doctor takes options only." unless @help || @arguments.empty?
        end

        def say(text)
          @output.puts(text)
          0
        end

        def parser
          @parser ||= OptionParser.new do |parser|
            parser.banner = "#{@banner}\n\n"
            @options.call(parser)
            parser.on("--json", "print the report as JSON") { @json = true }
            parser.on("-h", "--help", "print this help") { @help = true }
            parser.separator("\nEnvironment: #{@variables.join(", ")},\nHTTPS_PROXY, NO_PROXY, SSL_CERT_FILE." \
                             "\nExit status: 0 nothing failed, 1 something did, 2 the command line is wrong.")
          end
        end

        # Does not repeat values: one that is misplaced may be a secret.
        def complaint(error)
          return error.message if error.is_a?(Misuse)

          "#{error.reason}: #{Litmus::OptionName.of(error)}"
        end
      end
    end
  end
end
