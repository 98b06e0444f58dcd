# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The superclass of this gem's errors. A message says what happened and what to do about it. It never holds a
    # credential, a code, a token or a response body.
    #
    #     rescue OmniAuth::Litmus::Error => e
    #       e.code         # => :connect_timeout
    #       e.retryable?   # => true
    class Error < StandardError
      # @return [Symbol] a stable name of exactly this error, such as `:connect_timeout`
      attr_reader :code

      # @return [String, nil] what to check or do next, in one sentence
      attr_reader :hint

      # @return [Response, nil] the HTTP response, if there is one
      attr_reader :response

      # @return [String, nil] the server's id of the request, to quote to its support
      attr_reader :request_id

      # @return [Array<Retry>] the attempts before the last one
      attr_reader :retries

      # @return [String, nil] the server's own description, if it sent one; see {OAuthFields#description}
      attr_reader :description

      # @param message [String] what happened, in one sentence
      # @param code [Symbol] a stable name
      # @param hint [String, nil] what to do next
      # @param retryable [Boolean] whether the same attempt may succeed later
      # @param response [Response, Array, nil] the response, or the arguments of {Response#initialize}
      def initialize(message = nil, code: :error, hint: nil, retryable: false, response: nil)
        super([message, hint].compact.join(". "))
        @code = code
        @hint = hint
        @retryable = retryable
        @response = response.is_a?(Array) ? Response.new(*response) : response
        @retries = Retry::NONE
      end

      # @return [Integer, nil] the HTTP status, if there is a response
      def status
        response&.status
      end

      # @return [Boolean] whether the same attempt may succeed later
      def retryable?
        @retryable
      end

      # @api private
      # @param response [Response]
      # @return [self]
      def with_response(response)
        @response = response
        self
      end

      # @api private
      # @param text [String, nil] the server's description, without secrets
      # @return [self]
      def with_description(text)
        @description = Core.description(text)
        self
      end

      # @api private
      # @param request_id [String, nil]
      # @param retries [Array, nil] as for {Retry.list}
      # @return [self]
      def with_trace(request_id, retries)
        @request_id = request_id
        @retries = Retry.list(retries)
        self
      end
    end
  end
end
