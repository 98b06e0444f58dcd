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
        # @param store [Object]
        # @return [Array] equal for store objects that keep the same tokens, and for no others; a store without the
        #   method `place` equals only itself
        # @raise [StoreError]
        def self.of(store)
          store.respond_to?(:place) ? [store.class, :place, store.place] : [store.class, :object, store.__id__]
        end
      end
    end
  end
end
