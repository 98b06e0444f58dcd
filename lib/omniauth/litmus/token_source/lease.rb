# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class TokenSource
      # The right to renew the tokens of a store, for one process at a time. A lease expires, so that a killed process
      # does not keep it for ever.
      #
      # @api private
      class Lease
        include Unserializable

        # Seconds between two attempts; random, so that waiting processes do not all ask at once.
        PAUSE = (0.01..0.05)
        private_constant :PAUSE

        # @param store [Object]
        # @param seconds [Numeric] how long the lease lasts: longer than the work under it
        def initialize(store, seconds)
          @store = store
          @seconds = seconds
          @owner = SecureRandom.uuid
        end

        # Takes the lease, or waits until it is no longer needed.
        #
        # @yield before each attempt
        # @yieldreturn [Object, nil] a value that makes the lease unnecessary, such as tokens that another process
        #   renewed
        # @return [Object, nil] that value, or nil with the lease taken
        # @raise [StoreError] if others hold it for too long
        def take
          # Long enough for the lease of a killed process to expire, and for the next one to be used.
          give_up_at = now + (2 * @seconds)
          loop do
            unnecessary = yield
            return unnecessary if unnecessary
            return if @store.acquire(@owner, @seconds)

            give_up if now > give_up_at
            sleep(rand(PAUSE))
          end
        end

        # @return [Object] what the block returns; it runs with the lease taken
        # @raise [StoreError]
        def hold
          take { nil }
          begin
            yield
          ensure
            release
          end
        end

        # @return [void]
        def release
          @store.release(@owner)
        rescue StoreError
          nil # The lease expires by itself.
        end

        private

        def give_up
          hint = "Check what holds the lease in #{@store.class}, and that the clocks of your machines agree"
          raise StoreError.new("The lease could not be taken", code: :lease_not_taken, hint:, retryable: true)
        end

        def now
          Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end
      end
    end
  end
end
