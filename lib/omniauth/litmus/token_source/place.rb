# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Under what a process keeps things that belong to a store: a pair that could not be saved, and whose turn it is.
      #
      # The store's `key` is no such name. Two tenants call their pair "redis:litmus:app", each in a Redis of its own,
      # and what is held for the one must never reach the other.
      #
      # @api private
      module Place
        # @param store [Object]
        # @return [Array] equal for store objects that mean the same pair, and for no others; a store that names no
        #   place is known by itself alone
        # @raise [StoreError]
        def self.of(store)
          store.respond_to?(:place) ? [store.class, :place, store.place] : [store.class, :object, store.__id__]
        end
      end
    end
  end
end
