# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The family of litmus-instant's errors, each with what this gem's have: `code`, `hint`, `status`, `response`.
    module InstantNames
      # The superclass; also an {Litmus::Error}.
      class Error < Litmus::Error
        # @param error [Litmus::Error]
        # @return [Error] of the class that litmus-instant raises, with the API's own words as the message
        def self.of(error)
          kind = error.response ? ApiError.kind(error) : Error.kind(error)
          kind.new(words(error) || error.message, code: error.code, retryable: error.retryable?,
                                                  response: error.response).told_by(error)
        end

        # The API's description without its title, as litmus-instant has it.
        def self.words(error)
          document = error.response&.parsed
          title = document["title"] if document.is_a?(Hash)
          error.description&.delete_prefix("#{title}: ")
        rescue ProtocolError
          error.description
        end

        # @param error [Litmus::Error] without a response
        # @return [Class]
        def self.kind(error)
          case error
          when Litmus::TimeoutError, Litmus::ConnectionError then NetworkError
          when ConfigurationError then error.code == :missing_api_key ? AuthenticationError : RequestError
          when ReauthorizationRequired then InvalidOAuthToken
          else ApiError
          end
        end

        # @api private
        # @param error [Litmus::Error]
        # @return [self] with what its constructor does not take
        def told_by(error)
          @hint = error.hint
          @description = error.description
          @request_id = error.request_id
          @retries = error.retries
          self
        end
      end

      # The API could not be reached, or did not answer in time.
      class NetworkError < Error; end

      # The API refused; a subclass says why, where that is known.
      class ApiError < Error
        # @param error [Litmus::Error] with a response
        # @return [Class]
        def self.kind(error)
          of_key = error.response.headers["www-authenticate"].to_s.match?(/\ABasic\b/i)
          (BY_CODE[error.code&.to_sym] unless of_key) || BY_STATUS.fetch(error.status, ApiError)
        end
      end

      # The request is wrong, such as an unknown e-mail client (400).
      class RequestError < ApiError; end

      # The credential is missing or wrong (401).
      class AuthenticationError < ApiError
        # @return [String] what to do
        def hint
          code == :unauthorized ? "Set Litmus::Instant.api_key, or oauth_token" : super
        end
      end

      # The access token is expired, revoked or unknown.
      class InvalidOAuthToken < AuthenticationError; end

      # The account may not do this (403).
      class AuthorizationError < ApiError; end

      # The access token has another scope.
      class InvalidOAuthScope < AuthorizationError; end

      # The user's account is inactive at Litmus.
      class InactiveUserError < AuthorizationError; end

      # The e-mail is unknown, or gone after a day (404).
      class NotFound < ApiError; end

      # The e-mail client took too long (504).
      class TimeoutError < ApiError; end

      # A capture failed, or the API has a defect (500).
      class ServiceError < ApiError; end

      # See {.kind}.
      class ApiError
        BY_CODE = { invalid_token: InvalidOAuthToken, invalid_scope: InvalidOAuthScope,
                    insufficient_scope: InvalidOAuthScope, inactive_user: InactiveUserError }.freeze
        BY_STATUS = { 400 => RequestError, 401 => AuthenticationError, 403 => AuthorizationError, 404 => NotFound,
                      500 => ServiceError, 504 => TimeoutError }.freeze
        private_constant :BY_CODE, :BY_STATUS
      end
    end
  end
end
