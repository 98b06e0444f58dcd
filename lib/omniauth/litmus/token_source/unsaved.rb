# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # A new pair on its way into the store. Where the store fails just then, the pair is all that is left of the
      # grant: it stays in this process, for this store alone, until the store works again.
      #
      # @api private
      class Unsaved
        include Unserializable

        # Seconds to wait before each attempt to write.
        ATTEMPTS = [0, 0.1, 0.5].freeze
        # More pairs than this are not held: the store has failed for long, and tokens should not pile up in memory.
        MOST = 1000
        # The members of a pair without which it is of no use; a store can write all of them.
        NEEDED = %w[access_token refresh_token expires_at].freeze
        private_constant :ATTEMPTS, :MOST, :NEEDED

        @lock = Mutex.new
        @held = {}

        class << self
          # Saves the pair that this process holds for a store, if there is one. It is held until that is done: whoever
          # does it may be killed meanwhile.
          #
          # @param place [Object] the store's, as of {Place.of}
          # @param store [Object]
          # @return [void]
          # @raise [StoreError]
          def save(place, store)
            held = @lock.synchronize { @held[place] } or return

            held.save(store)
            @lock.synchronize { @held.delete(place) if @held[place].equal?(held) }
          end

          # @param place [Object]
          # @param unsaved [Unsaved]
          # @return [void]
          def hold(place, unsaved)
            @lock.synchronize do
              @held.shift if @held.size >= MOST && !@held.key?(place)
              @held[place] = unsaved
            end
          end
        end

        # @param place [Object] of the store that is to have the pair
        # @param old [Hash, nil] the pair that was renewed
        # @param new [Hash]
        def initialize(place, old, new)
          @place = place
          @old = old
          @new = new
        end

        # @param store [Object]
        # @return [Boolean] whether the store still held the old pair, and holds the new one now
        # @raise [StoreError]
        def save(store)
          attempts ||= ATTEMPTS.dup
          sleep(attempts.shift)
          Place.at(@place, store) { write(store) }
        rescue StandardError => e
          retry unless attempts.empty?
          self.class.hold(@place, self)
          raise e if e.is_a?(Error)

          raise StoreError.new("The tokens could not be kept (#{e.class})", code: :store_failed, retryable: true,
                                                                            hint: "See the cause")
        end

        private

        # What the provider says beside the tokens may be of a kind that the store has no form for.
        def write(store)
          store.replace(@old || {}, @new)
        rescue StoreError => e
          raise unless e.code == :not_storable && @new.size > @new.slice(*NEEDED).size

          store.replace(@old || {}, @new.slice(*NEEDED))
        end

        def serializable_form
          "what the store has"
        end
      end
    end
  end
end
