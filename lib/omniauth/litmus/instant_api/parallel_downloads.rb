# frozen_string_literal: true

module OmniAuth
  module Litmus
    class InstantApi
      # Saves many images in a few threads. An image is written as soon as it is there, so that only as many are in
      # memory as there are threads.
      #
      # @api private
      class ParallelDownloads
        include Unserializable

        # Threads, at most.
        MAX_CONCURRENCY = 64
        private_constant :MAX_CONCURRENCY

        # @param download [Download]
        # @param concurrency [Integer] threads
        # @yieldparam done [Integer]
        # @yieldparam total [Integer]
        # @raise [ConfigurationError] for another number of threads
        def initialize(download, concurrency: 8, &progress)
          unless concurrency.is_a?(Integer) && concurrency.between?(1, MAX_CONCURRENCY)
            message = "The concurrency must be from 1 to #{MAX_CONCURRENCY}"
            raise ConfigurationError.new(message, code: :invalid_value, hint: "Litmus advises at most 15")
          end
          @download = download
          @concurrency = concurrency
          @progress = progress
        end

        # @param pictures [Array<Picture>] repeated ones are saved once
        # @return [Array<String, Error>] in their order
        # @raise [SystemCallError] if a file cannot be written; the others are given up then
        def call(pictures)
          waiting = pictures.uniq
          settled = {}
          working_on(waiting) do |outcomes|
            while settled.length < waiting.length
              settled.store(*checked(*outcomes.pop))
              @progress&.call(settled.length, waiting.length)
            end
          end
          pictures.map { |picture| settled.fetch(picture) }
        end

        private

        # @yieldparam outcomes [Queue] of pairs, a picture and what became of it
        def working_on(waiting)
          queue = Queue.new(waiting).close
          outcomes = Queue.new
          workers = Array.new([@concurrency, waiting.length].min) { worker(queue, outcomes) }
          yield outcomes
        ensure
          workers&.each(&:kill)&.each(&:join)
        end

        # What is no error of an image is raised.
        def checked(picture, outcome)
          outcome.is_a?(String) || outcome.is_a?(Litmus::Error) ? [picture, outcome] : raise(outcome)
        end

        def worker(queue, outcomes)
          Thread.new do
            while (picture = queue.pop)
              outcomes << [picture, outcome(picture)]
            end
          end
        end

        def outcome(picture)
          @download.call(picture)
        rescue Exception => e # rubocop:disable Lint/RescueException -- raised on the calling thread
          e
        end
      end
    end
  end
end
