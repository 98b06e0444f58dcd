# frozen_string_literal: true

require "optparse"
require_relative "../option_name"
require_relative "../previews"
require_relative "../progress_bar"
require_relative "../terminal_text"

module OmniAuth
  module Litmus
    class Previews
      # `omniauth-litmus previews newsletter.html --clients OL2019,IPHONE13 --out previews`. The key or the token comes
      # from the environment, since everyone on the machine can read a command line.
      #
      # @api private
      class CommandLine
        include Unserializable

        BANNER = <<~TEXT
          omniauth-litmus previews FILE --clients OL2019,IPHONE13 --out DIR [options]

          Saves pictures of an e-mail in e-mail clients, by Litmus's Instant API, and a page to look at them.
          FILE is .html, .txt, or .eml for a whole message. Captures are billed, but what is there already is not
          captured again.

        TEXT
        VARIABLES = %w[LITMUS_INSTANT_API_KEY LITMUS_ACCESS_TOKEN LITMUS_INSTANT_API_HOST LITMUS_SANDBOX].freeze
        HELP = "omniauth-litmus previews --help lists all options"
        USAGE = 2
        private_constant :BANNER, :VARIABLES, :HELP, :USAGE

        # @param arguments [Array<String>] after `previews`
        # @param output [IO] for the path of the page
        # @param complaints [IO] for the progress, and for what is wrong
        def initialize(arguments, output: $stdout, complaints: $stderr)
          @arguments = arguments.dup
          @output = output
          @complaints = complaints
          @capture = {}
          @fields = {}
        end

        # @return [Integer] the exit status: 0 all pictures are there, 1 one is missing, 2 the command line is wrong
        def run
          parser.permute!(@arguments)
          perform
        rescue OptionParser::ParseError => e
          complain("#{e.reason}: #{Litmus::OptionName.of(e)}\n#{HELP}", USAGE)
        rescue Litmus::Error => e
          complain([e.message, e.description].compact.join("\n"), e.code == :wrong_command_line ? USAGE : 1)
        rescue SystemCallError => e
          complain(e.message, 1)
        end

        # @return [String] the options
        def help
          parser.to_s
        end

        private

        def perform
          return say(TerminalText.of(api.clients.join("\n"))) if @list
          return say(help) if @help || @arguments.empty?

          check
          save
        end

        def save
          previews = Previews.new(api, @arguments.first, @folder, **@fields)
          outcomes = with_progress { |progress| previews.save(@clients, **@capture, &progress) }
          say(previews.contact_sheet)
          errors = outcomes.grep(Litmus::Error)
          @complaints.puts("#{(outcomes.uniq - errors).length} pictures") unless @complaints.tty?
          errors.each { |error| complain(error.message, 1) }
          errors.empty? ? 0 : complain("The same command tries again what is missing.", 1)
        end

        def with_progress
          bar = ProgressBar.new(@complaints)
          yield ->(done, total) { bar.show(done.fdiv(total), "#{done} of #{total} pictures") }
        ensure
          bar.finish
        end

        def say(text)
          @output.puts(text)
          0
        end

        def complain(words, status)
          @complaints.puts(TerminalText.of(words))
          status
        end

        def check
          raise misuse("There is one FILE at a time") unless @arguments.length == 1

          @clients = @clients.map(&:strip) - [""] if @clients
          raise misuse("--clients is missing; --list prints the e-mail clients there are") unless @clients&.any?
          raise misuse("--out is missing: a folder for the pictures") unless @folder
        end

        def parser
          @parser ||= OptionParser.new do |parser|
            parser.banner = BANNER
            captures(parser)
            email(parser)
            access(parser)
            parser.on("--list", "print the e-mail clients there are") { @list = true }
            parser.on("-h", "--help", "print this help") { @help = true }
            parser.separator("\nEnvironment: #{VARIABLES.join(", ")},\nHTTPS_PROXY, NO_PROXY, SSL_CERT_FILE." \
                             "\nExit status: 0 all pictures are there, 1 one is missing, 2 the command line is wrong.")
          end
        end

        def captures(parser)
          parser.on("--clients LIST", Array, "e-mail clients, such as OL2019,IPHONE13") { |names| @clients = names }
          parser.on("--out DIR", "a folder for the pictures and index.html") { |folder| @folder = folder }
          parser.on("--size SIZE", InstantApi::SIZES, "full (default), thumb450 or thumb") { |it| @capture[:size] = it }
          parser.on("--images WHICH", %w[allowed blocked], "allowed (default) or blocked") do |which|
            @capture[:images] = which
          end
          parser.on("--orientation WHICH", %w[vertical horizontal], "vertical (default) or horizontal") do |which|
            @capture[:orientation] = which
          end
        end

        def email(parser)
          parser.on("--subject TEXT", "the e-mail's") { |text| @fields[:subject] = text }
          parser.on("--from TEXT", "the sender's name") { |text| @fields[:from_display_name] = text }
        end

        def access(parser)
          parser.on("--api-key [KEY]", "refused: see LITMUS_INSTANT_API_KEY") { refuse("API key", VARIABLES[0]) }
          parser.on("--token [TOKEN]", "refused: see LITMUS_ACCESS_TOKEN") { refuse("token", VARIABLES[1]) }
        end

        def refuse(what, variable)
          raise misuse("Everyone on the machine can read a command line: put the #{what} into #{variable}")
        end

        def api
          key, token, host = VARIABLES.first(3).map { |name| ENV.fetch(name, "").strip }
          host = InstantApi::HOST if host.empty?
          return InstantApi.new(api_key: key, host:) if token.empty? || !key.empty?

          InstantApi.new(AccessToken.new(Client.new(nil, nil, api_origins: [host]), token), host:)
        end

        def misuse(message)
          ConfigurationError.new(message, code: :wrong_command_line, hint: HELP)
        end
      end
    end
  end
end
