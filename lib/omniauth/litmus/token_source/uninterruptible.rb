# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Work that is seen through once it has begun. The provider may have replaced a refresh token although the thread
      # that asked for it is killed, timed out or stopped while the answer is on its way; so a thread of its own waits
      # for the answer, and settles what follows from it if the one that asked is gone.
      #
      # @api private
      class Undertaking
        include Unserializable

        # @param work [Proc] what takes long; returns its outcome and raises nothing
        # @param settle [Proc] what is to be done with the outcome, soon done; runs once, uninterrupted
        def initialize(work, settle)
          @work = work
          @settle = settle
          @lock = Mutex.new
        end

        # @return [Object] what `settle` returns
        def run
          # A thread inherits the mask: the worker is not interrupted either, and a process that ends waits for it.
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
          # An outcome that came in the very moment of the interrupt is left to this thread.
          @settle.call(worker.value) unless waited || settler(:worker) == :worker
        end

        # @return [Symbol] who settles: whoever was named first
        def settler(candidate)
          @lock.synchronize { @settler ||= candidate }
        end
      end
    end
  end
end
