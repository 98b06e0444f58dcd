# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # A new pair on its way into the store. Where the store fails just then, the pair is all that is left of the
      # grant: it stays in this process until the store works again.
      #
      # @api private
      class Unsaved
        # Seconds to wait before each attempt to write.
        ATTEMPTS = [0, 0.1, 0.5].freeze
        # More pairs than this are not held: the store has failed for long, and tokens should not pile up in memory.
        MOST = 1000
        private_constant :ATTEMPTS, :MOST

        @lock = Mutex.new
        @held = {}

        class << self
          # Saves the pair that this process holds for a store, if there is one.
          #
          # @param store [Object]
          # @return [void]
          # @raise [StoreError]
          def save(store)
            held = @lock.synchronize { @held.delete(store.key) }
            held&.save(store)
          end

          # @param store [Object]
          # @param unsaved [Unsaved]
          # @return [void]
          def hold(store, unsaved)
            @lock.synchronize do
              @held.shift if @held.size >= MOST
              @held[store.key] = unsaved
            end
          end
        end

        # @param old [Hash, nil] the pair that was renewed
        # @param new [Hash]
        def initialize(old, new)
          @old = old
          @new = new
        end

        # @param store [Object]
        # @return [Boolean] whether the store still held the old pair, and holds the new one now
        # @raise [StoreError]
        def save(store)
          attempts ||= ATTEMPTS.dup
          sleep(attempts.shift)
          store.replace(@old || {}, @new)
        rescue StoreError
          retry unless attempts.empty?
          self.class.hold(store, self)
          raise
        end

        # @return [String] without the tokens
        def inspect
          "#<#{self.class}>"
        end
      end
    end
  end
end
