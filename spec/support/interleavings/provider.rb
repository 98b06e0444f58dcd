# frozen_string_literal: true

module Interleavings
  # Doorkeeper, as far as refresh tokens go: a refresh ends the old pair at once (`:immediate`), or keeps it until the
  # new access token is first used (`:on_use`).
  class Provider
    Pair = Struct.new(:access, :refresh, :previous, :revoked)
    # A refresh token that was presented.
    Use = Struct.new(:refresh, :actor, :lost, :at)

    LIFE = 7200

    # @return [Array<Use>]
    attr_reader :uses

    # @param rotation [Symbol]
    def initialize(rotation)
      @rotation = rotation
      @pairs = []
      @uses = []
    end

    # A login.
    #
    # @return [Hash{String => Object}] a token answer
    def grant(previous = nil)
      number = @pairs.size
      @pairs << Pair.new("a#{number}", "r#{number}", previous, false)
      { "access_token" => "a#{number}", "refresh_token" => "r#{number}", "token_type" => "Bearer",
        "expires_in" => LIFE }
    end

    # @return [Hash, nil] a token answer, or nil for `invalid_grant`
    def refresh(token)
      pair = by_refresh(token)
      return unless pair

      pair.revoked = true if @rotation == :immediate
      grant(token)
    end

    # @return [Boolean] whether the API accepts this token
    def use(access)
      pair = @pairs.find { |other| other.access == access && !other.revoked }
      by_refresh(pair.previous)&.revoked = true if pair&.previous
      !pair.nil?
    end

    # The access token is worth nothing from now on, as when a key of the provider's was changed.
    def spoil(access)
      pair = @pairs.find { |other| other.access == access }
      pair.access = "spoiled #{access}"
    end

    def revoke(token)
      by_refresh(token)&.revoked = true
    end

    def accepts?(refresh) = !by_refresh(refresh).nil?

    def valid?(access) = @pairs.any? { |pair| pair.access == access && !pair.revoked }

    # @return [Array] equal for providers that will do the same
    def state = @pairs.map(&:to_a)

    private

    def by_refresh(token)
      @pairs.find { |pair| pair.refresh == token && !pair.revoked }
    end
  end
end
