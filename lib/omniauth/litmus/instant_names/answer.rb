# frozen_string_literal: true

module OmniAuth
  module Litmus
    module InstantNames
      # What litmus-instant's answers have besides being a Hash or an Array: those of HTTParty.
      module Answer
        # @param response [Response]
        # @return [Hash, Array, Answer] what the API said
        # @raise [ProtocolError] if it said nothing of the kind
        def self.of(response)
          parsed = response.parsed
          return parsed.dup.extend(Answer).answered(response) if parsed.is_a?(Hash) || parsed.is_a?(Array)

          hint = "Check base_uri"
          raise ProtocolError.new("The Instant API did not answer with JSON", code: :unexpected_answer, hint:)
        end

        # @api private
        # @param response [Response]
        # @return [self]
        def answered(response)
          @response = response
          self
        end

        # @return [String] the JSON
        def body = @response.body

        # @return [Integer] the HTTP status
        def code = @response.status

        # @return [Response::Headers]
        def headers = @response.headers

        # @return [Hash, Array]
        def parsed_response = @response.parsed

        # @return [true] other answers are raised
        def success? = true
      end
    end
  end
end
