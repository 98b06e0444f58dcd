# frozen_string_literal: true

require "omniauth/litmus"
require_relative "command_line/command"
require_relative "command_line/completion"

module OmniAuth
  module Litmus
    # The executable `omniauth-litmus`: a table of commands, and the help, the version and the completion that are made
    # of it.
    class CommandLine
      # A new command is a line here. Its class has `new(arguments, output:, complaints:)`, `run`, which returns the
      # exit status, and `help`, which returns its options as text.
      COMMANDS = [
        Command.new(name: "doctor", summary: "say why a sign-in with Litmus does not work, and how to fix it",
                    file: "omniauth/litmus/doctor/command_line", type: "OmniAuth::Litmus::Doctor::CommandLine"),
        Command.new(name: "doctor --litmos", summary: "the same for an integration with Litmos",
                    file: "omniauth/litmos/doctor/command_line", type: "OmniAuth::Litmos::Doctor::CommandLine"),
        Command.new(name: "previews", summary: "save pictures of an e-mail in e-mail clients, by Litmus's Instant API",
                    file: "omniauth/litmus/previews/command_line", type: "OmniAuth::Litmus::Previews::CommandLine"),
        Command.new(name: "litmos report", summary: "write a report of Litmos, as CSV or JSON lines",
                    file: "omniauth/litmos/report/command_line", type: "OmniAuth::Litmos::Report::CommandLine")
      ].freeze

      # Exit status of a wrong command line.
      USAGE = 2
      # Exit status of what has failed.
      FAILED = 1
      private_constant :USAGE, :FAILED

      # @param arguments [Array<String>]
      # @param output [IO]
      # @param complaints [IO] for what is wrong with the command line
      def initialize(arguments, output: $stdout, complaints: $stderr)
        @arguments = arguments.map { |argument| utf8(argument) }
        @output = output
        @complaints = complaints
      end

      # @return [Integer] the exit status; 2 for a wrong command line
      def run
        return complain("An argument is not valid UTF-8") unless @arguments.all?(&:valid_encoding?)

        # What is still in a buffer is written here, where a full disk is noticed.
        perform.tap { @output.flush }
      rescue Errno::EPIPE # who reads has enough
        FAILED
      rescue SystemCallError => e
        complain(e.message, FAILED)
      end

      private

      def perform
        first, *rest = @arguments
        case first
        when nil, "help", "-h", "--help" then help(rest)
        when "version", "-v", "--version" then say("omniauth-litmus-rs #{VERSION}")
        when "completion" then completion(rest)
        else command(@arguments)&.run(@arguments, output: @output, complaints: @complaints) || unknown
        end
      end

      # Servers often have no locale, and Ruby takes a file's name that is not ASCII for garbage then.
      def utf8(argument)
        plain = [Encoding::BINARY, Encoding::US_ASCII].include?(argument.encoding)
        plain ? argument.dup.force_encoding(Encoding::UTF_8) : argument
      end

      def help(words)
        return say(overview) if words.empty?

        found = command(words)
        found ? say(found.help) : unknown
      end

      # The one with the most words in common: `doctor --litmos` rather than `doctor`.
      def command(arguments)
        COMMANDS.select { |one| one.named?(arguments) }.max_by { |one| one.name.length }
      end

      def completion(words)
        script = Completion.new(COMMANDS).script(words.first) if words.length == 1
        script ? say(script) : complain("Name your shell: omniauth-litmus completion #{Completion::SHELLS.join("|")}")
      end

      def overview
        own = { "completion SHELL" => "print the completion of bash or zsh, for eval",
                "help [COMMAND]" => "print this, or the options of a command", "--version" => "print the version" }
        rows = COMMANDS.to_h { |one| [one.name, one.summary] }.merge(own)
        width = rows.keys.map(&:length).max
        ["omniauth-litmus COMMAND [options]", "", *rows.map { |name, what| "    #{name.ljust(width)}  #{what}" }]
      end

      # Does not repeat what was typed: it may be a secret in the wrong place.
      def unknown
        complain("There is no such command. The commands are #{COMMANDS.map(&:name).join(", ")}.\n" \
                 "omniauth-litmus help says what they do.")
      end

      def say(text)
        @output.puts(text)
        0
      end

      def complain(text, status = USAGE)
        @complaints.puts(text)
        status
      end
    end
  end
end
