# frozen_string_literal: true

module Interleavings
  # Doorkeeper, as far as refresh tokens go: a refresh ends the old pair at once (`:immediate`), or keeps it until the
  # new access token is first used (`:on_use`).
  class Provider
    Pair = Struct.new(:access, :refresh, :previous, :revoked, :login)

    # Seconds.
    LIFE = 7200

    # @param rotation [Symbol]
    def initialize(rotation)
      @rotation = rotation
      @pairs = []
      @numbers = {}
      @logins = 0
    end

    # A login.
    #
    # @return [Hash{String => Object}] a token answer
    def grant = answer(nil, @logins += 1)

    # @return [Hash, nil] a token answer, or nil for `invalid_grant`
    def refresh(token)
      pair = by_refresh(token)
      return unless pair

      pair.revoked = true if @rotation == :immediate
      answer(token, pair.login)
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

    # @return [Integer] the number of the login that this token comes from
    def login_of(access) = @numbers.fetch(access)

    # @return [Array] equal for providers that will do the same
    def state = @pairs.map(&:to_a)

    private

    def answer(previous, login)
      number = @pairs.size
      @pairs << Pair.new("a#{number}", "r#{number}", previous, false, login)
      @numbers["a#{number}"] = login
      { "access_token" => "a#{number}", "refresh_token" => "r#{number}", "token_type" => "Bearer",
        "expires_in" => LIFE }
    end

    def by_refresh(token)
      @pairs.find { |pair| pair.refresh == token && !pair.revoked }
    end
  end
end
