# frozen_string_literal: true

require_relative "lease"
require_relative "undertaking"
require_relative "unsaved"

module OmniAuth
  module Litmus
    class TokenSource
      # Gets a new pair and keeps it, once for all threads, processes and machines that want it.
      #
      # @api private
      class Renewal
        include Unserializable

        # What a token request may end in although the provider did what was asked.
        LOST = [TimeoutError, ConnectionError, ProtocolError].freeze
        private_constant :LOST

        # @param store [Object]
        # @param place [Object] the store's, as of {Place.of}
        # @param grant [RefreshGrant, ClientCredentialsGrant]
        # @param lease [Lease]
        # @param usable [Proc] whether a pair, other than the one that is to be renewed, will do
        def initialize(store, place, grant, lease, usable)
          @store = store
          @place = place
          @grant = grant
          @lease = lease
          @usable = usable
        end

        # @return [Array(Hash, Boolean)] a pair that is kept in the store, and whether it is a new one
        # @raise [ReauthorizationRequired, StoreError, Error]
        def call
          Unsaved.save(@place, @store)
          theirs = @lease.take { found }
          theirs ? [theirs, false] : call_with_lease
        end

        private

        # Another one may have renewed the pair between the last look and the lease.
        def call_with_lease
          theirs = found
          return [theirs, false] if theirs

          begun = true
          request(2)
        ensure
          @lease.release unless begun
        end

        # What another one has kept meanwhile.
        def found
          @old = @store.read
          return @old if @old && @usable.call(@old)
          return if @grant.possible?(@old)

          @old ? give_up(:no_refresh_token, "There is no refresh token") : give_up(:no_token, "No tokens are kept")
        end

        # The store is left to the thread that asked, as long as it is there: it may hold the connection to it.
        def request(attempts)
          Undertaking.new(-> { ask }, ->(outcome) { settle(outcome, attempts) }).run
        end

        # @return [AccessToken, StandardError]
        def ask
          @grant.request(@old)
        rescue StandardError => e
          e
        end

        # Where the answer was lost, the old refresh token may still be good, until the new one is used.
        def settle(outcome, attempts)
          again = attempts > 1 && LOST.any? { |lost| outcome.is_a?(lost) } && unchanged?
          return request(attempts - 1) if again

          outcome.is_a?(AccessToken) ? keep(outcome) : failed(outcome)
        ensure
          @lease.release unless again
        end

        def unchanged?
          @store.read == @old
        rescue StoreError
          false
        end

        def keep(token)
          new = TokenSource.pair(token)
          return [new, true] if Unsaved.new(@place, @old, new).save(@store)

          # A login has written meanwhile, or another process after our lease had run out: what is kept is newer.
          [@store.read || give_up(:signed_out, "The tokens were given up meanwhile"), false]
        end

        # A login, or another process after our lease had run out, may have been faster.
        def failed(error)
          now = @store.read
          return [now, false] if now && @usable.call(now)

          raise error unless error.is_a?(ReauthorizationRequired)

          [forget(error), false]
        end

        def give_up(code, message)
          error = ReauthorizationRequired.new(message, code:, hint: "Send the user through the login again")
          forget(error) { Instrumentation.instrument("reauthorization.litmus", { key: @store.key, code: }) }
        end

        # Nobody has to ask the provider again. Who was faster than the last look is seen here: then what is kept now is
        # not what was refused.
        #
        # @yield before the error is raised
        # @return [Hash] what is kept now
        def forget(error)
          now = @store.read unless @old.nil? || @store.replace(@old, nil)
          return now if now && @usable.call(now)

          yield if block_given?
          raise error
        end
      end
    end
  end
end
