# frozen_string_literal: true

module BadInput
  # Matches a login that failed with this key, for this reason, and told nobody a secret.
  #
  #     expect(person.come_back(code: nil)).to fail_with(:invalid_credentials, :ProtocolError, :missing_code)
  class FailWith
    # @param key [Symbol] OmniAuth's
    # @param name [Symbol] of the error class, in OmniAuth::Litmus
    # @param code [Object] the code, or what matches it
    def initialize(key, name, code)
      @expected = [key, OmniAuth::Litmus.const_get(name), code]
    end

    def matches?(outcome)
      @outcome = outcome
      @actual = [outcome.failure, outcome.error.class, outcome.code]
      as_expected? && told.empty?
    end

    def description
      "fail with #{@expected.join(", ")} and keep the secrets"
    end

    def failure_message
      return "expected #{@expected.join(", ")}, got #{@actual.join(", ")}" unless as_expected?

      "told #{told.join(", ")} in:\n#{@outcome.words}"
    end

    private

    def as_expected? = RSpec::Support::FuzzyMatcher.values_match?(@expected, @actual)

    def told = @outcome.leaks
  end
end
