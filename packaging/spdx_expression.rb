# frozen_string_literal: true

module Packaging
  # A licence expression (SPDX specification, annex D): names, AND, OR, WITH and parentheses. Old crates write "/" where
  # they mean OR.
  class SpdxExpression
    # @param text [String]
    def initialize(text)
      @text = text
    end

    # @return [String]
    def to_s
      @text
    end

    # @param allowed [Array<String>] licences, the dearest first
    # @return [Array<String>, nil] those of them under which everything is covered; nil if there are none
    def choose(allowed)
      words = @text.gsub("/", " OR ").gsub(/[()]/) { |bracket| " #{bracket} " }.gsub(/ WITH /i, "-WITH-").split
      choices = either(words)
      raise "#{@text.inspect} is no licence expression" unless words.empty?

      choices.select { |names| (names - allowed).empty? }
             .min_by { |names| names.sum { |name| allowed.index(name) } }
    end

    private

    # Both return the ways to satisfy what they have read, each a list of licences.
    def either(words)
      choices = both(words)
      choices += both(words) while words.first == "OR" && words.shift
      choices
    end

    def both(words)
      choices = one(words)
      choices = combine(choices, one(words)) while words.first == "AND" && words.shift
      choices
    end

    def combine(these, those)
      these.product(those).map { |left, right| left | right }
    end

    def one(words)
      word = words.shift or raise "#{@text.inspect} is no licence expression"
      return [[word]] unless word == "("

      either(words).tap { words.shift == ")" or raise "#{@text.inspect} has an open bracket" }
    end
  end
end
