# frozen_string_literal: true

require_relative "../unserializable"
require "securerandom"

module OmniAuth
  module Litmus
    # Where a {TokenSource} keeps its tokens. A store keeps one pair, the Hash that {AccessToken#to_hash} gives, with
    # String keys, and has six methods:
    #
    # `key`:: a String that is equal for all store objects, in whichever process, that mean the same pair
    # `read`:: the pair, or nil where none is kept
    # `write(pair)`:: keeps this one, whatever was kept before; nil forgets it
    # `replace(old, new)`:: writes `new` (nil forgets) where `access_token` and `refresh_token` kept are still those of
    #   `old`, and says whether they were; atomic, and never a part of a transaction of the caller
    # `acquire(owner, seconds)`:: takes the lease where nobody has it or its time has run out, or prolongs the owner's
    #   own, and says whether it did; waits for nobody
    # `release(owner)`:: gives the lease back, if it is this owner's
    #
    # and, where several objects may mean the same pair in one process, a seventh:
    #
    # `place`:: an object fit to be the key of a Hash, equal for all store objects of this process that mean the same
    #   pair, and for no others: not a name that two tenants may have in databases of their own, but the server, the
    #   database and the key, without a password. What a store could not take is held for its place alone; without
    #   this method it is held for that very object, and is lost with it
    #
    # They raise {StoreError} and nothing else. `it_behaves_like "a token store"` tests a store of your own; see
    # `omniauth/litmus/rspec/store_examples`.
    module Stores
      # Keeps a pair in memory: for scripts, for tokens of the application itself, and for tests. Nothing is shared with
      # other processes.
      class Memory
        include Unserializable

        # @return [String]
        attr_reader :key

        # @param pair [Hash, nil]
        def initialize(pair = nil)
          @key = "memory:#{SecureRandom.uuid}"
          @lock = Mutex.new
          @pair = strings(pair)
        end

        # @return [Hash{String => Object}, nil]
        def read
          @lock.synchronize { @pair.dup }
        end

        # @param pair [Hash, nil]
        # @return [void]
        def write(pair)
          @lock.synchronize { @pair = strings(pair) }
        end

        # @param old [Hash]
        # @param new [Hash, nil]
        # @return [Boolean]
        def replace(old, new)
          @lock.synchronize do
            same = %w[access_token refresh_token].all? { |name| @pair&.[](name) == strings(old)&.[](name) }
            @pair = strings(new) if same
            same
          end
        end

        # @param owner [String]
        # @param seconds [Numeric]
        # @return [Boolean]
        def acquire(owner, seconds)
          @lock.synchronize do
            free = @owner.nil? || @owner == owner || @until <= now
            take(owner, seconds) if free
            free
          end
        end

        # @param owner [String]
        # @return [void]
        def release(owner)
          @lock.synchronize { @owner = nil if @owner == owner }
        end

        # @return [String] without the tokens
        def inspect
          "#<#{self.class} key=#{key.inspect} pair=#{@pair ? "[REDACTED]" : "nil"}>"
        end

        private

        def strings(pair)
          pair&.to_h&.transform_keys(&:to_s)
        end

        def take(owner, seconds)
          @owner = owner
          @until = now + seconds
        end

        def now
          Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end

        def serializable_form
          "what read returns, encrypted,"
        end
      end
    end
  end
end
