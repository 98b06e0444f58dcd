# frozen_string_literal: true

require "omniauth/litmus"

module OmniAuth
  module Litmus
    class HandOver
      # Keeps what is handed over in the memory of this process. Another process does not know it: it is for a server of
      # one process, and for tests.
      class Memory
        include Unserializable

        # The oldest give way to more.
        MOST = 10_000
        private_constant :MOST

        def initialize
          @lock = Mutex.new
          @entries = {}
        end

        # @param key [String]
        # @param text [String]
        # @param seconds [Integer]
        # @return [void]
        def write(key, text, seconds)
          @lock.synchronize do
            @entries.shift while @entries.length >= MOST || oldest_is_over?
            @entries[key] = [text, now + seconds]
          end
        end

        # @param key [String]
        # @return [String, nil]
        def take(key)
          text, ends = @lock.synchronize { @entries.delete(key) }
          text if text && ends > now
        end

        private

        def oldest_is_over?
          _, (_, ends) = @entries.first
          !ends.nil? && ends <= now
        end

        def now
          Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end
      end
    end
  end
end
