# frozen_string_literal: true

module OmniAuth
  module Litmus
    # What goes wrong at run time. A message says what happened and what to do next; it never holds a credential,
    # a code, a token or a response body.
    class Error < StandardError
      # @return [Symbol] a stable name for exactly this trouble, such as `:connect_timeout`
      attr_reader :code

      # @return [String, nil] what to check or do next, in one sentence
      attr_reader :hint

      # @return [Response, nil] the HTTP response, where there is one
      attr_reader :response

      # @return [String, nil] what the other side calls the request, to name it to its support
      attr_reader :request_id

      # @return [Array<Retry>] the attempts before the last one
      attr_reader :retries

      # @return [String, nil] the other side's words, where there are some: those of {OAuthFields#description}
      attr_reader :description

      # @param message [String] what happened, in one sentence
      # @param code [Symbol] a stable name
      # @param hint [String, nil] what to do next
      # @param retryable [Boolean] whether the same attempt, made again later, may succeed
      # @param response [Response, Array, nil] the response, or what {Response#initialize} takes
      def initialize(message = nil, code: :error, hint: nil, retryable: false, response: nil)
        super([message, hint].compact.join(". "))
        @code = code
        @hint = hint
        @retryable = retryable
        @response = response.is_a?(Array) ? Response.new(*response) : response
        @retries = Retry::NONE
      end

      # @return [Integer, nil] the HTTP status, where there is a response
      def status
        response&.status
      end

      # @return [Boolean] whether the same attempt, made again later, may succeed
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
      # @param words [String, nil] the other side's, without secrets
      # @return [self]
      def with_description(words)
        @description = Core.description(words)
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

    # A setting is missing, malformed or refused. Raised by the first use, never when an app boots.
    class ConfigurationError < Error; end

    # A deadline passed: `code` is `:connect_timeout` or `:timeout`.
    class TimeoutError < Error; end

    # The host could not be found or reached, TLS failed, a proxy refused, or the connection was lost; `code` and `hint`
    # tell which: `:dns_failed`, `:connection_refused`, `:connection_failed`, `:connection_lost`, `:proxy_unauthorized`,
    # `:tls_incompatible` (nothing in common), `:client_certificate_required`, `:tls_failed`; of a certificate
    # `:certificate_expired`, `:certificate_not_valid_yet`, `:certificate_revoked`, `:certificate_wrong_host`,
    # `:certificate_untrusted`, `:certificate_unsupported`, `:certificate_invalid`.
    class ConnectionError < Error; end

    # The answer is malformed, oversized, redirecting or of the wrong type.
    class ProtocolError < Error; end

    # The fields of an error that names itself in OAuth's words.
    module OAuthFields
      # @return [String, nil] the error code of RFC 6749 §5.2 or RFC 6750 §3.1
      attr_reader :error

      # @return [String, nil] the provider's description, in one line of at most 256 characters, without the token
      attr_reader :description

      # @return [String, nil] the provider's page about the error, sanitised
      attr_reader :uri

      # @param message [String]
      # @param error [String, nil]
      # @param description [String, nil]
      # @param uri [String, nil]
      # @param fields [Hash] as for {Error#initialize}
      def initialize(message = nil, error: nil, description: nil, uri: nil, **fields)
        super(message, **fields)
        @error = error
        @description = description
        @uri = uri
      end
    end

    # The authorization server refused (RFC 6749 §5.2); `code` is its error code as a Symbol.
    class OAuthError < Error
      include OAuthFields
    end

    # The grant is gone, and only a new login helps: the refresh token is missing, used up, expired or revoked.
    class ReauthorizationRequired < Error
      include OAuthFields
    end

    # The API asks for a pause: `code` is `:rate_limited`, or `:unavailable` for a 503 that says when to come back.
    class RateLimited < Error
      # @return [Time, nil] when to try again
      attr_reader :retry_at

      # @return [Integer, nil] requests allowed in a window
      attr_reader :limit

      # @return [Integer, nil] requests left in this window
      attr_reader :remaining

      # @param message [String]
      # @param retry_at [Integer, nil] seconds since the epoch
      # @param limit [Integer, nil]
      # @param remaining [Integer, nil]
      # @param fields [Hash] as for {Error#initialize}
      def initialize(message = nil, retry_at: nil, limit: nil, remaining: nil, **fields)
        super(message, **fields)
        @retry_at = retry_at && Time.at(retry_at)
        @limit = limit
        @remaining = remaining
      end
    end

    # The place where tokens are kept could not be used; `cause` is what its library raised.
    class StoreError < Error; end

    # The API answered with another status of 400 or above; `response` is there, `code` says which kind.
    class ApiError < Error
      include OAuthFields
    end
  end
end
