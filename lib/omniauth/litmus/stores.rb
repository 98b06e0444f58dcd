# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Where a {TokenSource} keeps its tokens.
    #
    #     { "access_token" => "…", "refresh_token" => "…", "expires_at" => 1790000000, "scope" => "full" }
    #
    # A store keeps the tokens of one grant: the Hash above, as of {TokenSource.pair}. It has six methods:
    #
    # `key`:: a String, equal for all store objects, in any process, that keep the same tokens
    # `read`:: the tokens, or nil
    # `write(tokens)`:: keeps these, in place of earlier ones; nil deletes them
    # `replace(old, new)`:: writes `new` (nil deletes) if the stored `access_token` and `refresh_token` are still those
    #   of `old`, and returns whether they were; atomic, and never part of a transaction of the caller
    # `acquire(owner, seconds)`:: takes the lease if it is free, expired, or already this owner's, and returns whether
    #   it did; does not wait
    # `release(owner)`:: gives the lease back if it is this owner's
    #
    # and a seventh, if several store objects of a process may keep the same tokens:
    #
    # `place`:: a Hash key, equal for all store objects of this process that keep the same tokens, and for no others.
    #   A name is not enough, because two tenants may use it in databases of their own: it consists of the server, the
    #   database and the key, without a password. A process keeps tokens that the store could not save under their
    #   place; without this method under the store object, and they are lost with it
    #
    # A store raises {StoreError} and nothing else. `it_behaves_like "a token store"` tests a store of your own; see
    # `omniauth/litmus/rspec/store_examples`.
    module Stores
    end
  end
end
