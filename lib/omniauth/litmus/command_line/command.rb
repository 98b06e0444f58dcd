# frozen_string_literal: true

module OmniAuth
  module Litmus
    class CommandLine
      # A line of the table of commands. What it runs is loaded when it is run.
      #
      # `name`:: what is typed, such as `doctor`; an option in it may stand anywhere behind
      # `summary`:: for the help
      # `file`, `type`:: where its class is, and what that is called
      #
      # @api private
      Command = Struct.new(:name, :summary, :file, :type, keyword_init: true) do
        # @param arguments [Array<String>]
        # @return [Boolean]
        def named?(arguments)
          arguments.first(words.length) == words && (options - arguments).empty?
        end

        # @param arguments [Array<String>]
        # @return [Integer] the exit status
        def run(arguments, **streams)
          handler.new(arguments.drop(words.length), **streams).run
        end

        # @return [String]
        def help
          handler.new([]).help
        end

        # @return [Array<String>] without options: `["doctor"]`
        def words
          name.split.grep_v(/\A-/)
        end

        # @return [Array<String>] `["--litmos"]`
        def options
          name.split.grep(/\A-/)
        end

        private

        def handler
          require file
          Object.const_get(type)
        end
      end
    end
  end
end
