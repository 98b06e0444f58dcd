# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Webhook
      # A thread that works when it is woken, and again after a while if something is left. A forked process starts its
      # own.
      #
      # @api private
      class Worker
        include OmniAuth::Litmus::Unserializable

        # Seconds until what has failed is tried again.
        PAUSE = 60
        private_constant :PAUSE

        # @yieldreturn [Boolean] whether nothing is left
        def initialize(&work)
          @work = work
          @lock = Mutex.new
          @woken = ConditionVariable.new
        end

        # @return [void]
        def wake
          @lock.synchronize do
            @wanted = true
            start unless @pid == Process.pid && @thread.alive?
            @woken.signal
          end
        end

        private

        def start
          @pid = Process.pid
          @thread = Thread.new { loop { run } }
          @thread.name = "litmos webhook"
        end

        def run
          @lock.synchronize do
            @woken.wait(@lock, @done ? nil : PAUSE) unless @wanted
            @wanted = false
          end
          @done = @work.call
        end
      end
    end
  end
end
