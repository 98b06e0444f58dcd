# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Requests new tokens and stores them, once for all threads, processes and machines that ask at the same time.
      #
      # @api private
      class Renewal
        include Unserializable

        # After these errors it is unknown whether the provider has replaced the refresh token.
        UNKNOWN_OUTCOME = [TimeoutError, ConnectionError, ProtocolError].freeze
        private_constant :UNKNOWN_OUTCOME

        # @param store [Object]
        # @param place [Object] the store's, as of {Place.of}
        # @param grant [RefreshGrant, ClientCredentialsGrant]
        # @param lease [Lease]
        # @param usable [Proc] as of {Freshness#successor_check}
        def initialize(store, place, grant, lease, usable)
          @store = store
          @place = place
          @grant = grant
          @lease = lease
          @usable = usable
        end

        # @return [Array(Hash, Boolean)] tokens that are in the store, and whether they are new
        # @raise [ReauthorizationRequired, StoreError, Error]
        def call
          UnsavedTokens.save(@place, @store)
          renewed = @lease.take { read_renewed }
          renewed ? [renewed, false] : call_with_lease
        end

        private

        # Another process may have stored new tokens after our last read, and before we took the lease.
        def call_with_lease
          renewed = read_renewed
          return [renewed, false] if renewed

          begun = true
          request(2)
        ensure
          @lease.release unless begun
        end

        # Tokens that another process has renewed; nil if we have to.
        def read_renewed
          @old = @store.read
          return @old if @old && @usable.call(@old)
          return if @grant.possible?(@old)

          @old ? give_up(:no_refresh_token, "There is no refresh token") : give_up(:no_token, "No tokens are stored")
        end

        # The caller's thread saves the tokens if it is still alive, because the store may need its database connection.
        def request(attempts)
          Uninterruptible.new(-> { ask }, ->(outcome) { settle(outcome, attempts) }).run
        end

        # @return [AccessToken, StandardError]
        def ask
          @grant.request(@old)
        rescue StandardError => e
          e
        end

        # If the response was lost, the old refresh token may still work, until the new one is used: one more attempt.
        def settle(outcome, attempts)
          again = attempts > 1 && UNKNOWN_OUTCOME.any? { |error| outcome.is_a?(error) } && unchanged?
          return request(attempts - 1) if again

          outcome.is_a?(AccessToken) ? save(outcome) : failed(outcome)
        ensure
          @lease.release unless again
        end

        def unchanged?
          @store.read == @old
        rescue StoreError
          false
        end

        def save(token)
          new = TokenSource.pair(token)
          return [new, true] if UnsavedTokens.new(@place, @old, new).save(@store)

          # A login, or another process after our lease expired, has stored newer tokens.
          [@store.read || deleted_meanwhile, false]
        end

        # A login, or another process after our lease expired, may have stored usable tokens meanwhile.
        def failed(error)
          stored = @store.read
          return [stored, false] if stored && @usable.call(stored)

          return [forget(error), false] if error.is_a?(ReauthorizationRequired)

          stored || @grant.possible?(nil) ? raise(error) : deleted_meanwhile
        end

        # Also where our own request failed: without tokens there is nothing to repeat it with.
        def deleted_meanwhile
          give_up(:signed_out, "The tokens were deleted meanwhile")
        end

        def give_up(code, message)
          error = ReauthorizationRequired.new(message, code:, hint: "Send the user through the login again")
          forget(error) { Instrumentation.instrument("reauthorization.litmus", { key: @store.key, code: }) }
        end

        # Deletes the refused tokens, so that nobody asks the provider again. If they have been replaced in the
        # meantime, the stored ones are used instead.
        #
        # @yield before the error is raised
        # @return [Hash] usable tokens from the store
        def forget(error)
          stored = @store.read unless @old.nil? || @store.replace(@old, nil)
          return stored if stored && @usable.call(stored)

          yield if block_given?
          raise error
        end
      end
    end
  end
end
