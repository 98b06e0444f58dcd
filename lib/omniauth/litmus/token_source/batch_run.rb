# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # A batch that can be continued with a new token if the first one turns out to be invalid.
      #
      # @api private
      class BatchRun
        include Unserializable

        # The errors of requests that may succeed with a new token.
        RESUMABLE = %i[invalid_token not_sent].freeze
        private_constant :RESUMABLE

        # @return [Array<Response, Error, nil>] in the order of the requests
        attr_reader :results

        # @param client [Client]
        # @param requests [Array<Hash>] as for {Client#batch}
        # @param deadline [Numeric] seconds for the whole batch
        # @param options [Hash] `concurrency` and `retries` as for {Client#batch}
        def initialize(client, requests, deadline:, **options, &progress)
          @client = client
          # The app may change its own list meanwhile, and it may be no Array.
          @requests = requests.to_a.dup
          @options = options
          @progress = progress
          @deadline = Plain.number!("deadline", deadline)
          @ends = now + @deadline
          @results = Array.new(@requests.size)
          @left = @results.each_index.to_a
        end

        # Sends the requests that are not settled.
        #
        # @param access_token [AccessToken]
        # @return [Boolean] whether all are settled
        def complete?(access_token)
          settled = @results.size - @left.size
          progress = @progress && ->(done, _) { @progress.call(settled + done, @results.size) }
          left = @requests.values_at(*@left)
          answers = @client.batch(left, access_token:, deadline: time_left, **@options, &progress)
          @left.zip(answers) { |index, answer| @results[index] = answer }
          @left.select! { |index| resumable?(@results[index]) }
          @left.empty?
        end

        private

        # What never was a deadline is refused by the client.
        def time_left
          @deadline.positive? ? [@ends - now, 0.001].max : @deadline
        end

        def resumable?(result)
          result.is_a?(Error) && RESUMABLE.include?(result.code.to_sym)
        end

        def now
          Process.clock_gettime(Process::CLOCK_MONOTONIC)
        end
      end
    end
  end
end
