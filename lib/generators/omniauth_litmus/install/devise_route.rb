# frozen_string_literal: true

require "ripper"

module OmniauthLitmus
  module Generators
    # A statement `devise_for :users, …` of a routes file, whatever its options and however many lines it takes.
    class DeviseRoute
      # Where a statement ends, outside of all brackets.
      ENDS = %i[on_nl on_semicolon on_comment].freeze
      private_constant :ENDS

      # @param source [String] of the routes file
      # @return [Array<DeviseRoute>]
      def self.all(source)
        tokens = Ripper.lex(source).map { |_, type, text| [type, text] }
        tokens.each_index.select { |at| tokens[at] == [:on_ident, "devise_for"] }
              .map { |at| new(source, tokens, at) }
      end

      # @param source [String]
      # @param tokens [Array<Array(Symbol, String)>] all of the source
      # @param first [Integer] which of them is `devise_for`
      def initialize(source, tokens, first)
        @source = source
        @start = tokens.first(first).sum { |_, text| text.bytesize }
        @tokens = statement(tokens.drop(first))
      end

      # @return [String, nil] `users` of `devise_for :users`; nil where it is no Symbol
      def resource
        text[/\Adevise_for[ (]+:(\w+)/, 1]
      end

      # @return [Boolean] whether the statement names controllers in a way that cannot be added to
      def closed?
        text.match?(/omniauth_callbacks|:controllers\s*=>|\*\*/) ||
          !(plain? || text.match?(/controllers: *\{/))
      end

      # @param controller [String] such as `users/omniauth_callbacks`
      # @return [String] the source, with that controller for callbacks
      def with(controller)
        named = %(omniauth_callbacks: "#{controller}")
        return put(text.sub(/\s*\)?\z/) { ",#{gap}controllers: { #{named} }#{Regexp.last_match(0)}" }) if plain?

        put(text.sub(/controllers: *\{(?=(\s*\})?)/) { "controllers: { #{named}#{Regexp.last_match(1) ? " " : ","}" })
      end

      # @param controller [String]
      # @return [String] the source, without it
      def without(controller)
        named = %(omniauth_callbacks: "#{controller}")
        put(text.sub(/,\s+controllers: \{ #{Regexp.escape(named)} \}/, "").sub(" #{named},", ""))
      end

      private

      # Options that stand below each other get one more below them.
      def gap
        text[/\n +(?=\S[^\n]*\z)/] || " "
      end

      def plain?
        !text.include?("controllers:")
      end

      def text
        @text ||= @tokens.map(&:last).join
      end

      def put(changed)
        bytes = @source.b
        bytes[@start, text.bytesize] = changed.b
        bytes.force_encoding(@source.encoding)
      end

      # As far as its arguments go.
      def statement(tokens)
        depth = 0
        tokens.take_while do |type, text|
          depth += { "(" => 1, "{" => 1, "[" => 1, ")" => -1, "}" => -1, "]" => -1 }.fetch(text, 0)
          !(depth.zero? && (ENDS.include?(type) || (type == :on_kw && %w[do if unless].include?(text)))) && depth >= 0
        end
      end
    end
  end
end
