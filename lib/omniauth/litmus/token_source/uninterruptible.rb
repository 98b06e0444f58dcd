# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # A token request that is completed once it has begun. The provider replaces the refresh token even if the thread
      # that asked is killed, or interrupted by Timeout, before the response arrives. So a second thread, the worker,
      # waits for the response, and saves the tokens if the caller is gone.
      #
      # @api private
      class Uninterruptible
        include Unserializable

        # @param work [Proc] takes long; returns its outcome, and must not raise
        # @param settle [Proc] takes the outcome, and is quick; called exactly once, uninterrupted
        def initialize(work, settle)
          @work = work
          @settle = settle
          @lock = Mutex.new
        end

        # @return [Object] what `settle` returns
        def run
          # A new thread inherits the mask: nothing interrupts the worker either, and at exit the process waits for it.
          Thread.handle_interrupt(Object => :never) do
            worker = Thread.new { work }
            worker.report_on_exception = false
            wait_for(worker)
            @settle.call(worker.value)
          end
        end

        private

        def work
          outcome = @work.call
          @settle.call(outcome) unless settler(:caller) == :caller
          outcome
        end

        def wait_for(worker)
          Thread.handle_interrupt(Object => :immediate) { worker.join }
          waited = true
        ensure
          # If the outcome arrived together with the interrupt, the worker has left it to this thread.
          @settle.call(worker.value) unless waited || settler(:worker) == :worker
        end

        # @return [Symbol] who calls `settle`: the candidate that was named first
        def settler(candidate)
          @lock.synchronize { @settler ||= candidate }
        end
      end
    end
  end
end
