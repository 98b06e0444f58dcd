# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # New tokens on their way to the store. The provider has already replaced the old ones, so if the store fails,
      # these are the only copy of the grant: the process keeps them, for this store alone, until the store works again.
      #
      # @api private
      class UnsavedTokens
        include Unserializable

        # Seconds to wait before each attempt to write.
        PAUSES = [0, 0.1, 0.5].freeze
        # The oldest tokens are dropped above this number, so that memory does not fill up while a store is down.
        MAX_HELD = 1000
        # The members that tokens are useless without. Every store can write them.
        ESSENTIAL = %w[access_token refresh_token expires_at].freeze
        private_constant :PAUSES, :MAX_HELD, :ESSENTIAL

        @lock = Mutex.new
        @held = {}

        class << self
          # Saves the tokens that this process holds for a store, if it holds any. They are dropped only after they are
          # saved, because this thread may be killed before.
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
          # @param unsaved [UnsavedTokens]
          # @return [void]
          def hold(place, unsaved)
            @lock.synchronize do
              @held.shift if @held.size >= MAX_HELD && !@held.key?(place)
              @held[place] = unsaved
            end
          end
        end

        # @param place [Object] the store's, as of {Place.of}
        # @param old [Hash, nil] the tokens that were renewed
        # @param new [Hash] the new tokens
        def initialize(place, old, new)
          @place = place
          @old = old
          @new = new
        end

        # @param store [Object]
        # @return [Boolean] whether the store had the old tokens, and has the new ones now
        # @raise [StoreError]
        def save(store)
          pauses ||= PAUSES.dup
          sleep(pauses.shift)
          Place.at(@place, store) { write(store) }
        rescue StandardError => e
          retry unless pauses.empty?
          self.class.hold(@place, self)
          raise e if e.is_a?(Error)

          raise StoreError.new("The tokens could not be saved (#{e.class})", code: :store_failed, retryable: true,
                                                                             hint: "See the cause")
        end

        private

        # The store may not be able to write the provider's further members; then they are left out.
        def write(store)
          store.replace(@old || {}, @new)
        rescue StoreError => e
          raise unless e.code == :not_storable && @new.size > @new.slice(*ESSENTIAL).size

          store.replace(@old || {}, @new.slice(*ESSENTIAL))
        end

        def serializable_form
          "what the store keeps"
        end
      end
    end
  end
end
