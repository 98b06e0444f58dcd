# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Sandbox
      # So many requests, whichever their key, in any stretch of time as long as the window: the strictest way to count.
      class Allowance
        include OmniAuth::Litmus::Unserializable

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
          @lock = Mutex.new
          @made = []
        end

        # @return [Boolean] whether this request is within it; one that is not does not count
        def take?
          limit = @settings.rate_limit or return true
          @lock.synchronize do
            now = @settings.now
            @made.shift while @made.any? && @made.first <= now - @settings.rate_window
            @made.length < limit && !@made.push(now).empty?
          end
        end
      end
    end
  end
end
