# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The classes of errors, together in one file because a reader compares them.

    # A setting is missing, malformed or refused. Raised by the first use of the setting, never while an app boots.
    class ConfigurationError < Error; end

    # A deadline passed: `code` is `:connect_timeout` or `:timeout`.
    class TimeoutError < Error; end

    # The host could not be found or reached, TLS failed, a proxy refused, or the connection was lost. `code` and `hint`
    # say which: `:dns_failed`, `:connection_refused`, `:connection_failed`, `:connection_lost`, `:proxy_unauthorized`,
    # `:tls_incompatible` (no protocol or cipher in common), `:client_certificate_required`, `:tls_failed`; and for a
    # certificate `:certificate_expired`, `:certificate_not_valid_yet`, `:certificate_revoked`,
    # `:certificate_wrong_host`, `:certificate_untrusted`, `:certificate_unsupported`, `:certificate_invalid`.
    class ConnectionError < Error; end

    # The response is malformed, oversized, a redirect, or of the wrong type.
    class ProtocolError < Error; end

    # The authorization server refused (RFC 6749 §5.2); `code` is its error code as a Symbol.
    class OAuthError < Error
      include OAuthFields
    end

    # The grant is gone, and only a new login helps: the refresh token is missing, used, expired or revoked.
    class ReauthorizationRequired < Error
      include OAuthFields
    end

    # The API asks for a pause: `code` is `:rate_limited`, or `:unavailable` for a 503 with `Retry-After`.
    class RateLimited < Error
      include OAuthFields

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

    # The token store failed; `cause` is what its library raised.
    class StoreError < Error; end

    # The API answered with any other status of 400 or above. `response` is set, and `code` says which kind it is.
    class ApiError < Error
      include OAuthFields
    end
  end
end
