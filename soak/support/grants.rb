# frozen_string_literal: true

require_relative "signed"

module Soak
  # The tokens that the provider has given one user, and which of them are good.
  #
  # As Doorkeeper does with rotation: each refresh brings a new refresh token; the old one stays good until the new
  # access token is used, and is refused after that. So a client whose answer was lost may ask once more with the same
  # refresh token, and one that uses a token which was replaced for good has broken the chain.
  class Grants
    # Seconds that an access token lives.
    LIFE = 3

    # @return [Integer] how often a refresh token was used that was no longer good
    attr_reader :reused

    # @return [Integer] how many pairs there were, without the first
    attr_reader :granted

    # @param user [Integer]
    def initialize(user)
      @user = user
      @access = {}
      @refresh = {}
      @reused = @granted = 0
    end

    # @param generation [Integer]
    # @return [Hash] the members of a token answer
    def pair(generation = 0)
      access, refresh = %w[access refresh].map { |kind| Signed.make(@user, generation, kind, SecureRandom.hex(4)) }
      @access[access] = [refresh, now + LIFE, generation]
      @refresh[refresh] = generation
      { access_token: access, refresh_token: refresh, token_type: "Bearer", expires_in: LIFE }
    end

    # @param token [String]
    # @return [Boolean]
    def refreshable?(token)
      @refresh.key?(token).tap { |good| @reused += 1 unless good }
    end

    # @param token [String] a refresh token that is good
    # @return [Hash] the members of a token answer
    def refresh(token)
      @granted += 1
      pair(@refresh.fetch(token) + 1)
    end

    # The use of an access token is the end of all that came before it, and beside it; not of what came later.
    #
    # @param token [String]
    # @return [Boolean] whether it is good
    def use(token)
      refresh, expiry, nth = @access[token]
      return false unless expiry && now < expiry

      @refresh.delete_if { |other, generation| generation <= nth && other != refresh }
      @access.delete_if { |other, (_, _, generation)| generation <= nth && other != token }
      true
    end

    # @param token [String] an access token
    # @return [void]
    def revoke(token)
      @access.delete(token)
    end

    private

    def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end
end
