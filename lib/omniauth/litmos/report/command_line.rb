# frozen_string_literal: true

require "optparse"
require_relative "../../litmos"
require_relative "../../litmus/option_name"
require_relative "../../litmus/progress_bar"
require_relative "../../litmus/terminal_text"
require_relative "csv_format"
require_relative "json_lines"
require_relative "output_file"

module OmniAuth
  module Litmos
    class Report
      # `omniauth-litmus litmos report completions --since 2026-01-01 --format csv`. The key comes from the environment,
      # since everyone on the machine can read a command line.
      #
      # @api private
      class CommandLine
        include OmniAuth::Litmus::Unserializable

        REPORTS = %w[completions results achievements logins users].freeze
        FORMATS = { "csv" => CsvFormat, "jsonl" => JsonLines }.freeze
        VARIABLES = { api_key: "LITMOS_API_KEY", source: "LITMOS_SOURCE", base_url: "LITMOS_BASE_URL",
                      region: "LITMOS_REGION" }.freeze
        USAGE = 2
        MISUSE = %i[wrong_command_line invalid_date invalid_id].freeze
        ENVIRONMENT = { missing_api_key: ". Put it into LITMOS_API_KEY",
                        unknown_region: ". It is in LITMOS_REGION" }.freeze
        AGAIN = "\nThe same command continues it."
        HELP = "omniauth-litmus litmos report --help lists all options"
        private_constant :REPORTS, :FORMATS, :VARIABLES, :USAGE, :MISUSE, :ENVIRONMENT, :AGAIN, :HELP

        # @param arguments [Array<String>] after `litmos report`
        # @param settings [Hash] of the {Client}; they override the environment
        # @param output [IO] for the rows
        # @param complaints [IO] for the progress, and for what is wrong
        def initialize(arguments, settings: {}, output: $stdout, complaints: $stderr)
          @arguments = arguments.dup
          @settings = { source: "omniauth-litmus", **environment, **settings }
          @output = output
          @complaints = complaints
          @options = { "format" => "csv" }
        end

        # @return [Integer] the exit status: 0 complete, 1 something failed, 2 the command line is wrong
        def run
          parse
          @help ? @output.puts(parser) : write
          0
        rescue OptionParser::ParseError => e
          complain("#{e.reason}: #{OmniAuth::Litmus::OptionName.of(e)}\n#{HELP}", USAGE)
        rescue OmniAuth::Litmus::Error => e
          complain("#{e.message}#{ENVIRONMENT[e.code]}#{again(e)}", MISUSE.include?(e.code) ? USAGE : 1)
        rescue Errno::EPIPE # who reads has enough
          1
        end

        # @return [String] the options
        def help
          parser.to_s
        end

        private

        def write
          @path ? to_file : to_output
        rescue Interrupt
          @complaints.puts("Interrupted.#{AGAIN if @path}")
          raise
        end

        def to_output
          format = FORMATS.fetch(@options["format"]).new
          copy(report, format) do |text, _|
            @output.write(@output.tty? ? OmniAuth::Litmus::TerminalText.of(text) : text)
          end
        end

        def to_file
          OutputFile.open(@path, @options) do |file|
            format = @options["format"] == "csv" ? CsvFormat.new(file.columns) : JsonLines.new
            @complaints.puts("#{@path}: continued") if file.continued?
            copy(report(file.cursor), format) { |text, cursor| file.write(text, cursor, columns(format)) }
            file.complete
          end
        end

        def report(cursor = nil)
          options = { since: @options.fetch("since"), to: @options["to"], cursor:, course: @options["course"],
                      limit: @limit }.compact
          Client.new(**@settings).org.public_send(@options.fetch("report"), **options)
        end

        def copy(report, format)
          bar = OmniAuth::Litmus::ProgressBar.new(@complaints)
          count = 0
          report.each_page do |rows, cursor|
            yield format.text(rows), cursor
            bar.show(part(report.since, cursor), "#{count += rows.length} rows")
          end
          bar.finish
          summarize(count, format)
        ensure
          bar&.finish
        end

        # The time that has been read, out of the whole.
        def part(since, cursor)
          return 1 if cursor.done?
          return 0 unless since && cursor.to

          ((cursor.from - since) / (cursor.to - since)).clamp(0, 1)
        end

        def summarize(count, format)
          @complaints.puts("#{count} rows#{" more in #{@path}" if @path}")
          left_out = format.is_a?(CsvFormat) ? format.left_out : []
          @complaints.puts("Without a column: #{left_out.join(", ")}. --format jsonl has all") if left_out.any?
        end

        def columns(format)
          format.columns if format.is_a?(CsvFormat)
        end

        def parse
          parser.permute!(@arguments)
          return if @help ||= @arguments.empty? && !@options.key?("since")

          @options["report"] = @arguments.shift
          raise misuse("The reports are #{REPORTS.join(", ")}") unless REPORTS.include?(@options["report"])
          raise misuse("There is one report at a time") unless @arguments.empty?
          raise misuse("--since is missing, such as --since 2026-01-01") unless @options.key?("since")

          check_course
        end

        def check_course
          return unless @options.key?("course") && @options["report"] != "completions"

          raise misuse("--course is for the report completions")
        end

        def parser
          @parser ||= OptionParser.new do |parser|
            parser.banner = "omniauth-litmus litmos report NAME --since DATE [options]\n\n" \
                            "Writes a report of Litmos: #{REPORTS.join(", ")}.\n\n"
            add_options(parser)
            parser.on("-h", "--help", "print this help") { @help = true }
            parser.separator("\nEnvironment: #{VARIABLES.values.join(", ")},\nHTTPS_PROXY, NO_PROXY, SSL_CERT_FILE." \
                             "\nExit status: 0 complete, 1 something failed, 2 the command line is wrong.")
          end
        end

        def add_options(parser)
          parser.on("--since DATE", "2026-01-31, or a time with its zone") { |date| @options["since"] = date }
          parser.on("--to DATE", "(now)") { |date| @options["to"] = date }
          parser.on("--course ID", "completions of this course only") { |id| @options["course"] = id }
          parser.on("--format FORMAT", FORMATS.keys, "csv (default) or jsonl: JSON lines") do |format|
            @options["format"] = format
          end
          add_how(parser)
        end

        def add_how(parser)
          parser.on("--limit ROWS", Integer, "of a request (1000); fewer where Litmos is slow") { |it| @limit = it }
          parser.on("--out FILE", "a file; after an interruption, the same command continues it") { |it| @path = it }
          parser.on("--api-key [KEY]", "refused: see LITMOS_API_KEY") do
            raise misuse("Everyone on the machine can read a command line: put the API key into LITMOS_API_KEY")
          end
        end

        def environment
          VARIABLES.transform_values { |name| ENV.fetch(name, "") }.reject { |_, value| value.empty? }
        end

        def again(error)
          AGAIN if @path && !error.is_a?(OmniAuth::Litmus::ConfigurationError)
        end

        def misuse(message)
          OmniAuth::Litmus::ConfigurationError.new(message, code: :wrong_command_line, hint: HELP)
        end

        def complain(words, status)
          @complaints.puts(OmniAuth::Litmus::TerminalText.of(words))
          status
        end
      end
    end
  end
end
