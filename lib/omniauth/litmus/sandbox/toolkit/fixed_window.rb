# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # A rate limit by fixed windows: for each key, the first request opens a window, and all requests until its end
        # are counted in it.
        class FixedWindow
          include Unserializable

          Window = Struct.new(:resets_at, :used)
          private_constant :Window

          # How a request was counted: `granted`, and for the headers `limit`, `remaining` and `resets_at` (a Time).
          Permit = Struct.new(:granted, :limit, :remaining, :resets_at)

          # @param limit [Integer] requests in a window
          # @param window [Numeric] seconds
          # @param clock [#call] returns the present Time
          def initialize(limit, window, clock:)
            @limit = limit
            @window = window
            @clock = clock
            @lock = Mutex.new
            @windows = {}
          end

          # @param key [String, nil] whose requests are counted together
          # @return [Permit]
          def acquire(key)
            @lock.synchronize do
              window = window_of(key, @clock.call)
              window.used += 1
              Permit.new(window.used <= @limit, @limit, [@limit - window.used, 0].max, window.resets_at)
            end
          end

          private

          # Ends on a whole second, since that is all a header can say: a client that waits until then is not refused.
          def window_of(key, now)
            @windows.delete_if { |_, window| window.resets_at <= now }
            @windows[key] ||= Window.new(Time.at((now + @window).to_f.ceil), 0)
          end
        end
      end
    end
  end
end
