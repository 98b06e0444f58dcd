# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The requests of a {Client#batch}, as the app writes them, and what came of each.
    #
    # @api private
    class Batch
      include Unserializable

      # What a request may say.
      KEYS = %i[verb url params headers json body timeout max_response_size parse].freeze
      private_constant :KEYS

      # @param requests [Array<Hash>]
      # @raise [ConfigurationError] for one that is not understood
      def initialize(requests)
        @requests = requests.to_a.each_with_index.map { |request, index| checked(request, index) }
        @results = Array.new(@requests.length)
        @done = 0
      end

      # @yieldparam verb [Symbol]
      # @yieldparam url [String]
      # @yieldparam opts [Hash]
      # @return [Array] of what the block makes of each
      def map
        @requests.map { |request| yield request.fetch(:verb, :get), request[:url], request.except(:verb, :url) }
      end

      # @param index [Integer]
      # @param outcome [Array, Error] an answer as {Response#initialize} takes it, or what went wrong
      # @return [Response, nil] the response, where there is one
      def settle(index, outcome)
        @done += 1
        return (@results[index] = outcome).response unless outcome.is_a?(Array)

        response = Response.new(*outcome, parse: @requests[index][:parse])
        @results[index] = response.error || response
        response
      end

      # @return [Array(Integer, Integer)] how many are settled, and how many there are
      def progress
        [@done, @requests.length]
      end

      # @return [Array<Response, Error>] in the order of the requests
      attr_reader :results

      private

      def checked(request, index)
        odd = request.is_a?(Hash) ? request.keys - KEYS : [request.class]
        return request if odd.empty? && request[:url]

        message = "requests[#{index}] is not a Hash with url: and, as far as needed, the other keys of a request"
        raise ConfigurationError.new(message, code: :invalid_value, hint: "The keys are #{KEYS.join(", ")}")
      end
    end
  end
end
