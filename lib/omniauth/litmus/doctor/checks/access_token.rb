# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # Is the access token valid? A user's token is tried on the v2 API, which says whose it is; an application's, on
        # the v3 API.
        #
        # @api private
        class AccessToken < Check
          NAME = :access_token
          LOGIN = "Refresh it, or send the user through the login again."
          # By the error description of the API (RFC 6750 §3.1), as Doorkeeper words it.
          REASONS = {
            /expired/i => [:token_expired, "The access token has expired.", LOGIN],
            /revoked/i => [:token_revoked, "The access token was revoked.", "Send the user through the login again."]
          }.freeze
          UNKNOWN = [:token_invalid, "The API does not know the access token.",
                     "Check that it is complete, and that it was issued by #{OAUTH_HOST}."].freeze
          private_constant :LOGIN, :REASONS, :UNKNOWN

          private

          def obstacle
            return [:not_given, "No access token to try."] unless target.token

            [:not_usable, "Not tried: the settings above have to be fixed first."] unless context.usable
          end

          def findings
            [of_a_user || of_an_application]
          rescue Error => e
            [failed_with(e)]
          end

          def of_a_user
            answer = call("/v2/users/current")
            return refused(answer.error) if answer.error && answer.error.code != :forbidden

            uid = answer.error ? nil : uid(answer)
            return ok("The access token is valid; it is that of user #{uid}.") if uid
            return if answer.error

            failed(:invalid_profile, "The API at #{target.api} answers, but not with a user.", "Check LITMUS_API_HOST.")
          end

          # The response echoes the token, so only its status is used.
          def of_an_application
            answer = call("/v3/ping/authenticated")
            return refused(answer.error) if answer.error

            ok("The access token is valid; it is an application's.", code: :application_token)
          end

          def call(path)
            token = Litmus::AccessToken.new(target.client, target.token)
            token.get("#{target.api}#{path}", raise_errors: false, retries: 0)
          end

          def uid(answer)
            user = answer.parsed
            id = user["user"].is_a?(Hash) && user["user"]["id"] if user.is_a?(Hash)
            id if id.is_a?(Integer) || (id.is_a?(String) && id.match?(/\A[\w-]{1,64}\z/))
          end

          def refused(error)
            case error.code.to_sym
            when :invalid_token, :unauthorized then unauthorized(error.description.to_s)
            when :insufficient_scope, :invalid_scope then missing_scope
            when :rate_limited then rate_limited(error)
            else failed_with(error)
            end
          end

          def unauthorized(description)
            failed(*REASONS.find { |words, _| words.match?(description) }&.last || UNKNOWN)
          end

          def missing_scope
            failed(:missing_scope, "The access token does not have the scope that the API wants.",
                   "Litmus has one scope, full: ask for it (or for none, which means it), and send the user through " \
                   "the login again.")
          end

          def rate_limited(error)
            limit = " (#{error.limit} a window)" if error.limit
            failed(:rate_limited, "The API allows no further request with this token#{until_when(error)}#{limit}.",
                   "Wait until then, and send fewer requests: X-RateLimit-Remaining in each response says how " \
                   "many are left.")
          end
        end
      end
    end
  end
end
