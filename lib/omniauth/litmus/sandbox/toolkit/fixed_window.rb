# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      # So many requests in a window that begins with the first one.
      class FixedWindow
        include Unserializable

        Window = Struct.new(:resets_at, :used)

        # What one request was granted, and the headers that tell.
        Allowance = Struct.new(:granted, :limit, :remaining, :resets_at) do
          # @return [Hash{String => String}] reset in seconds since the epoch
          def headers
            { "x-ratelimit-limit" => limit.to_s, "x-ratelimit-remaining" => remaining.to_s,
              "x-ratelimit-reset" => resets_at.to_i.to_s }
          end
        end

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
          @lock = Mutex.new
          @windows = {}
        end

        # @param key [String, nil] whose requests are counted together
        # @return [Allowance, nil] nil: there is no limit
        def take(key)
          limit = @settings.rate_limit or return
          @lock.synchronize do
            window = current_window(key)
            window.used += 1
            Allowance.new(window.used <= limit, limit, [limit - window.used, 0].max, window.resets_at)
          end
        end

        private

        # Rounded up to the second that the header can tell, so that who waits for it has waited long enough.
        def current_window(key)
          now = @settings.now
          @windows.delete_if { |_, window| window.resets_at <= now }
          @windows[key] ||= Window.new(Time.at((now + @settings.rate_window).to_f.ceil), 0)
        end
      end
    end
  end
end
