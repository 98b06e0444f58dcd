# frozen_string_literal: true

require "securerandom"
require "omniauth/litmus"
require_relative "../stores"

module OmniAuth
  module Litmus
    module Stores
      # Keeps tokens in the memory of this process: for scripts, for tokens of the application itself, and for tests.
      class Memory
        include Unserializable

        # @return [String]
        attr_reader :key

        # @param tokens [Hash, nil]
        def initialize(tokens = nil)
          @key = "memory:#{SecureRandom.uuid}"
          @lock = Mutex.new
          @tokens = strings(tokens)
        end

        # @return [Hash{String => Object}, nil]
        def read
          @lock.synchronize { strings(@tokens) }
        end

        # @param tokens [Hash, nil]
        # @return [void]
        def write(tokens)
          @lock.synchronize { @tokens = strings(tokens) }
        end

        # @param old [Hash]
        # @param new [Hash, nil]
        # @return [Boolean]
        def replace(old, new)
          @lock.synchronize do
            same = %w[access_token refresh_token].all? { |name| @tokens&.[](name) == strings(old)&.[](name) }
            @tokens = strings(new) if same
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
          "#<#{self.class} key=#{key.inspect} tokens=#{@tokens ? "[REDACTED]" : "nil"}>"
        end

        private

        # A copy, so that nobody changes what is kept by changing a String of their own.
        def strings(tokens)
          tokens&.to_h { |name, value| [name.to_s, value.is_a?(String) ? value.dup : value] }
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
