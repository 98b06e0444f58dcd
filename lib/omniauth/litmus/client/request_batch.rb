# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Client
      # The requests of a {Client#batch}, and the result of each.
      #
      # @api private
      class RequestBatch
        include Unserializable

        # The keys of a request.
        KEYS = %i[verb url params headers json body timeout max_response_size parse].freeze
        private_constant :KEYS

        # @param requests [Array<Hash>]
        # @raise [ConfigurationError] for a request without `url`, or with unknown keys
        def initialize(requests)
          @requests = requests.to_a.each_with_index.map { |request, index| checked(request, index) }
          @results = Array.new(@requests.length)
          @done = 0
        end

        # @yieldparam verb [Symbol]
        # @yieldparam url [String]
        # @yieldparam opts [Hash]
        # @return [Array] what the block returns for each request
        def map
          @requests.map { |request| yield request.fetch(:verb, :get), request[:url], request.except(:verb, :url) }
        end

        # @param index [Integer]
        # @param outcome [Array, Error] the arguments of {Response#initialize}, or an error
        # @return [Response, nil] the response, if there is one
        def settle(index, outcome)
          @done += 1
          return (@results[index] = outcome).response unless outcome.is_a?(Array)

          response = Response.new(*outcome, parse: @requests[index][:parse])
          @results[index] = response.error || response
          response
        end

        # @return [Array(Integer, Integer)] how many are settled, and the total
        def progress
          [@done, @requests.length]
        end

        # @return [Array<Response, Error>] in the order of the requests
        attr_reader :results

        private

        def checked(request, index)
          fault = fault_of(request) or return request

          raise ConfigurationError.new("requests[#{index}] #{fault}", code: :invalid_value,
                                                                      hint: "Its keys are #{KEYS.join(", ")}")
        end

        def fault_of(request)
          return "is no Hash, but of #{request.class}" unless request.is_a?(Hash)

          unknown = request.keys - KEYS
          return "has the unknown key #{Plain.text(unknown.first).inspect[0, 60]}" if unknown.any?

          "has no url" unless request[:url]
        end
      end
    end
  end
end
