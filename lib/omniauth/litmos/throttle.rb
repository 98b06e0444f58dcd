# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Makes calls within the rate limit. Each call acquires a permit from the limiter. If the API refuses it all the
    # same, because others use the account too, all callers pause, and the call is made again.
    #
    # @api private
    class Throttle
      include OmniAuth::Litmus::Unserializable

      # The first pause, as a part of the window, if the API does not say how long to wait; each further one is twice as
      # long, up to a whole window.
      FIRST_PAUSE = 1 / 16r
      private_constant :FIRST_PAUSE

      # @param limiter [Limiters::Memory, Limiters::Redis]
      def initialize(limiter)
        @limiter = limiter
      end

      # @param deadline [Deadline]
      # @yieldparam seconds [Float] that remain
      # @yieldreturn [Response]
      # @return [Response] the last one, whatever its status
      # @raise [RateLimited] if it would have to wait beyond the deadline
      def call(deadline)
        pauses.each do |pause|
          @limiter.acquire(deadline)
          response = counting_retries { yield deadline.remaining }
          return response unless response.error.is_a?(OmniAuth::Litmus::RateLimited)

          hold(response, pause, deadline)
        end
      end

      # Acquires the permits of a batch, which has to be given to {#release} afterwards.
      #
      # @param count [Integer] how many are wanted
      # @param deadline [Deadline]
      # @return [Integer] how many are granted
      # @raise [RateLimited] if it would have to wait beyond the deadline
      def acquire(count, deadline)
        @limiter.acquire(deadline, count)
      end

      # Counts the retries of a batch, and pauses all callers if the API has refused a call.
      #
      # @param outcomes [Array<Response, Error>]
      # @return [void]
      def release(outcomes)
        charge(outcomes.sum { |outcome| outcome.retries.length })
        @limiter.hold(pauses.first) if outcomes.grep(OmniAuth::Litmus::RateLimited).any?
      end

      private

      # With jitter, so that processes do not try again all at once.
      def pauses
        Enumerator.produce(@limiter.window * FIRST_PAUSE) { |pause| [pause * 2, @limiter.window].min }
                  .lazy.map { |pause| (pause * rand(0.5..1.0)).to_f }
      end

      # The core retries calls that were lost on the way, without a permit.
      def counting_retries
        outcome = yield
      rescue OmniAuth::Litmus::Error => e
        outcome = e
        raise
      ensure
        charge(outcome.retries.length) if outcome
      end

      def charge(count)
        @limiter.charge(count) if count.positive?
      end

      def hold(response, pause, deadline)
        retry_at = response.error.retry_at
        pause = [pause, retry_at - Time.now].max if retry_at
        @limiter.hold(pause)
        return unless pause > deadline.remaining

        raise @limiter.refusal(pause, response).with_description(response.error.description)
      end
    end
  end
end
