# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # The key under which a process keeps what belongs to a store: its unsaved tokens, and its lock.
      #
      # It is not the store's `key`. Two tenants may both have "redis:litmus:app", each in a Redis of its own, and must
      # never get each other's tokens.
      #
      # @api private
      module Place
        class << self
          # @param store [Object]
          # @return [Array] equal for store objects that mean the same pair, and for no others; a store that names no
          #   place is known by itself alone
          # @raise [StoreError]
          def of(store)
            store.respond_to?(:place) ? [store.class, :place, store.place] : [store.class, :object, store.__id__]
          end

          # Does something with a store as long as that means the place. It need not: an app may have a schema for each
          # tenant, and choose it on the connection of a thread; and a renewal is seen through by another thread where
          # the one that began it was killed.
          #
          # @param place [Array] as of {of}
          # @param store [Object]
          # @return [Object] what the block returns
          # @raise [StoreError] where the store means another place here
          def at(place, store)
            staying(store) do
              raise another unless of(store) == place

              yield
            end
          end

          private

          def staying(store, &)
            store.respond_to?(:on_one_connection) ? store.on_one_connection(&) : yield
          end

          def another
            StoreError.new("The store means another place by now", code: :store_failed, retryable: true,
                                                                   hint: "Ask where the tokens of this tenant are")
          end
        end
      end
    end
  end
end
