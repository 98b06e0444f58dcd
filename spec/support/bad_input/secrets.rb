# frozen_string_literal: true

require "securerandom"

module BadInput
  # What nobody but the two sides of a login may see. Whatever a spec makes up holds the mark; what the strategy makes
  # up is added when it becomes known.
  class Secrets
    MARK = "s3cr3t"
    CLIENT = ["partner", "#{MARK}-of-the-client"].freeze
    # As a Basic header shows it.
    BASIC = [CLIENT.join(":")].pack("m0").delete("=").freeze

    def initialize
      @known = [MARK, BASIC]
    end

    # @param what [String]
    # @return [String] a new secret that is recognised wherever it turns up
    def self.new_mark(what)
      "#{MARK}-#{what}-#{SecureRandom.hex(8)}"
    end

    # @param secret [String, nil]
    # @return [String, nil] the secret
    def add(secret)
      @known << secret if secret
      secret
    end

    # @param text [String] of bytes
    # @return [Array<String>] the secrets that occur in it
    def in(text)
      lower = text.downcase
      @known.select { |secret| lower.include?(secret.b.downcase) }
    end
  end
end
