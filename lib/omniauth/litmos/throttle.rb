# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Makes calls as the rate limit allows them: each waits for its turn, and what the API refuses all the same (others
    # use the account, too) is made again after a pause that holds for everyone.
    #
    # @api private
    class Throttle
      include OmniAuth::Litmus::Unserializable

      # The first pause is this part of a window, where the API names none; each further one is twice as long.
      FIRST = 1 / 16r
      private_constant :FIRST

      # @param limiter [Limiters::Memory, Limiters::Redis]
      def initialize(limiter)
        @limiter = limiter
      end

      # @param deadline [Deadline]
      # @yieldparam seconds [Float] that are left
      # @yieldreturn [Response]
      # @return [Response] the last one, whatever its status
      # @raise [RateLimited] where waiting would outlast the deadline
      def call(deadline)
        pauses.each do |pause|
          @limiter.acquire(deadline)
          response = counted { yield deadline.left }
          return response unless response.error.is_a?(OmniAuth::Litmus::RateLimited)

          hold(response, pause, deadline)
        end
      end

      # @param count [Integer] how many are wanted
      # @param deadline [Deadline]
      # @return [Integer] how many may be made now
      # @raise [RateLimited]
      def permits(count, deadline)
        @limiter.acquire(deadline, count)
      end

      # Counts what a batch has sent again, and holds everyone where it was refused to the end.
      #
      # @param outcomes [Array<Response, Error>]
      # @return [void]
      def settle(outcomes)
        again = outcomes.sum { |outcome| outcome.retries.length }
        @limiter.charge(again) if again.positive?
        refused = outcomes.grep(OmniAuth::Litmus::RateLimited)
        @limiter.hold(pauses.first) if refused.any?
      end

      private

      # At random, so that processes do not march in step; never longer than a window.
      def pauses
        Enumerator.produce(@limiter.window * FIRST) { |pause| [pause * 2, @limiter.window].min }
                  .lazy.map { |pause| (pause * rand(0.5..1.0)).to_f }
      end

      # The core makes a call again that was lost on the way: those attempts count as well.
      def counted
        outcome = yield
      rescue OmniAuth::Litmus::Error => e
        outcome = e
        raise
      ensure
        again = outcome ? outcome.retries.length : 0
        @limiter.charge(again) if again.positive?
      end

      def hold(response, pause, deadline)
        stated = response.error.retry_at
        pause = [pause, stated - Time.now].max if stated
        @limiter.hold(pause)
        return unless pause > deadline.left

        raise @limiter.refusal(pause, response).with_description(response.error.description)
      end
    end
  end
end
