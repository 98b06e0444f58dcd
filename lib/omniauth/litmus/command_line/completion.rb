# frozen_string_literal: true

module OmniAuth
  module Litmus
    class CommandLine
      # What a shell suggests behind `omniauth-litmus`, from the table of commands and the help of each. The script
      # holds all of it, since a shell does not wait for Ruby to start:
      #
      #     eval "$(omniauth-litmus completion bash)"
      #
      # @api private
      class Completion
        SHELLS = %w[bash zsh].freeze
        OWN = %w[completion help version --help --version].freeze
        # Of a help, but for those that are refused because everyone could read their value.
        OPTION = /^ {2,}(?:-\w, )?(--[a-z-]+)(?!.*\brefused:)/
        private_constant :OWN, :OPTION

        BASH = <<~'SH'
          _omniauth_litmus() {
            local typed="${COMP_WORDS[*]:1:COMP_CWORD-1} " candidates=""
          %<cases>s
            COMPREPLY=($(compgen -W "$candidates" -- "${COMP_WORDS[COMP_CWORD]}"))
          }
          complete -o default -F _omniauth_litmus omniauth-litmus
        SH

        # Also as a file `_omniauth-litmus` in the fpath.
        ZSH = <<~'SH'
          #compdef omniauth-litmus
          _omniauth_litmus() {
            local typed="${words[2,CURRENT-1]} " candidates=""
          %<cases>s
            compadd -- ${=candidates} || _files
          }
          if [ "$funcstack[1]" = "_omniauth-litmus" ]; then
            _omniauth_litmus "$@"
          else
            compdef _omniauth_litmus omniauth-litmus
          fi
        SH
        private_constant :BASH, :ZSH

        # @param commands [Array<Command>]
        def initialize(commands)
          @commands = commands
        end

        # @param shell [String, nil]
        # @return [String, nil] a script; nil for another shell
        def script(shell)
          return unless SHELLS.include?(shell)

          format(shell == "bash" ? BASH : ZSH, cases:)
        end

        private

        # The first that fits counts: the most special ones are in front.
        def cases
          special = @commands.sort_by { |command| -command.name.length }
          rows = { '" "' => starts, '"completion "' => SHELLS, '"help "' => starts - OWN, **second_words,
                   **special.to_h { |command| [pattern(command), options(command)] } }
          ['  case "$typed" in', *rows.map { |typed, words| "    #{typed}) candidates=\"#{words.join(" ")}\" ;;" },
           "  esac"].join("\n")
        end

        def starts
          [*@commands.map { |command| command.words.first }.uniq, *OWN]
        end

        # `"doctor "*" --litmos "*`, to which the command and its options may be followed by others.
        def pattern(command)
          [*command.words.join(" "), *command.options].map { |part| "\"#{part} \"*" }.join
        end

        def options(command)
          command.help.scan(OPTION).flatten.uniq
        end

        # Of commands with two, by the first.
        def second_words
          pairs = @commands.map(&:words).select { |words| words.length > 1 }
          pairs.group_by(&:first).to_h { |first, list| ["\"#{first} \"", list.map { |words| words[1] }] }
        end
      end
    end
  end
end
