# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class TokenSource
      # The right to renew a pair, of one process at a time. It runs out by itself, so that the pair of a process that
      # was killed is not lost.
      #
      # @api private
      class Lease
        include Unserializable

        # Seconds between two attempts; at random, so that processes do not march in step.
        PAUSE = (0.01..0.05)
        private_constant :PAUSE

        # @param store [Object]
        # @param seconds [Numeric] how long the work under it may take
        def initialize(store, seconds)
          @store = store
          @seconds = seconds
          @owner = SecureRandom.uuid
        end

        # Takes the lease, or waits until there is nothing left to take it for.
        #
        # @yieldreturn [Object, nil] asked before each attempt: what makes the lease unnecessary
        # @return [Object, nil] what the block returned, or nil with the lease taken
        # @raise [StoreError] when others had it all the time
        def take
          # One lease that a killed process left behind, and one that another took after it.
          give_up_at = now + (2 * @seconds)
          loop do
            unnecessary = yield
            return unnecessary if unnecessary
            return if @store.acquire(@owner, @seconds)

            out_of_patience if now > give_up_at
            sleep(rand(PAUSE))
          end
        end

        # @return [Object] what the block returns, with the lease taken meanwhile
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
          nil # It runs out.
        end

        private

        def out_of_patience
          hint = "See what keeps #{@store.class} busy, and whether the clocks of your machines agree"
          raise StoreError.new("The lease could not be taken", code: :lease_not_taken, hint:, retryable: true)
        end

        def now
          Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end
      end
    end
  end
end
