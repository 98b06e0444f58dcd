# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # The parameters of an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3), and their first error.
        class AuthorizationRequest
          include Unserializable

          PARAMETERS = %w[client_id redirect_uri response_type state scope code_challenge code_challenge_method].freeze
          # Litmus's only scope, and its default.
          SCOPE = "full"

          # An error, and whether it may be sent to the application (RFC 6749 §4.1.2.1).
          Fault = Struct.new(:code, :description, :redirectable, keyword_init: true)

          # @return [Hash{String => String}] the parameters as they were sent
          attr_reader :parameters

          # @param settings [Settings]
          # @param fields [Hash{String => String}] of the query or of the consent form
          def initialize(settings, fields)
            @settings = settings
            @parameters = fields.slice(*PARAMETERS)
          end

          # @return [Application, nil]
          def application
            @settings.applications[parameters["client_id"]]
          end

          # @return [String, nil] the redirect URI
          def target
            application&.redirect_target(parameters["redirect_uri"])
          end

          # @return [Fault, nil]
          def fault
            return @fault if defined?(@fault)

            @fault = client_fault || question_fault || challenge_fault
          end

          # @return [Hash] what the code stands for, without the user
          def terms
            { application_id: application.id, redirect_uri: parameters["redirect_uri"], scope: @settings.granted_scope,
              code_challenge: parameters["code_challenge"] }
          end

          # @param answer [Hash{Symbol => String, nil}]
          # @return [String] the redirect URI with the answer in its query
          def answer_url(**answer)
            uri = URI.parse(target)
            uri.query = [uri.query, URI.encode_www_form(answer.compact)].compact.join("&")
            uri.to_s
          end

          # @return [String] the parameters as a query, to repeat this request
          def to_query
            URI.encode_www_form(parameters)
          end

          private

          def client_fault
            return missing("client_id") unless parameters["client_id"]
            return shown("invalid_client", "There is no application with this client_id.") unless application

            shown("invalid_redirect_uri", "This redirect_uri is not registered for the application.") unless target
          end

          def question_fault
            case parameters["response_type"]
            when nil then return missing("response_type", redirectable: true)
            when "code" then nil
            else return redirected("unsupported_response_type", "Litmus answers with a code only: response_type=code.")
            end
            return if [nil, SCOPE].include?(parameters["scope"])

            redirected("invalid_scope", "Litmus has only one scope: full.")
          end

          def challenge_fault
            challenge, method = parameters.values_at("code_challenge", "code_challenge_method")
            return if challenge.nil?
            return redirected("invalid_request", "The code_challenge_method must be S256.") unless method == "S256"
            return if challenge.match?(/\A[A-Za-z0-9_-]{43}\z/)

            redirected("invalid_request", "A code_challenge of S256 is 43 characters of base64url.")
          end

          def missing(parameter, redirectable: false)
            Fault.new(code: "invalid_request", description: "Missing required parameter: #{parameter}.",
                      redirectable:)
          end

          def shown(code, description)
            Fault.new(code:, description:, redirectable: false)
          end

          def redirected(code, description)
            Fault.new(code:, description:, redirectable: true)
          end
        end
      end
    end
  end
end
