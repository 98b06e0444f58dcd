# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # Does the token endpoint accept the client id and secret? It gets a made-up code. If it answers
        # `invalid_grant`, it has accepted the credentials; otherwise it would answer `invalid_client` (RFC 6749 §5.2).
        #
        # @api private
        class ClientCredentials < Check
          NAME = :client_credentials
          # Code, message and remedy, by whether the authorization endpoint knows the client id.
          WRONG = {
            true => [:wrong_client_secret, "The client secret is wrong; %s knows the id.",
                     "Set LITMUS_SECRET to the secret that belongs to this id; ask Litmus for a new one if it is " \
                     "lost."],
            false => [:unknown_client_id, "%s does not know the client id.",
                      "Set LITMUS_APP_ID to the id that Litmus gave you, and see that this is the host it is for."],
            nil => [:wrong_client_credentials, "The client id or the secret is wrong; %s does not tell which.",
                    "Compare LITMUS_APP_ID and LITMUS_SECRET with what Litmus gave you, and see that this is the " \
                    "host they are for."]
          }.freeze
          private_constant :WRONG

          private

          def obstacle
            unreachable || ([:no_credentials, "Not asked: id or secret is missing."] unless credentials?)
          end

          def credentials?
            target.client_id && target.client_secret
          end

          def findings
            redeem
            [failed(:accepts_anything, "#{target.host} issues a token for a made-up code.",
                    "This is not Litmus: check LITMUS_OAUTH_HOST.")]
          rescue Error => e
            [interpret(e)]
          end

          def redeem
            code = "omniauth-litmus-doctor-#{SecureRandom.hex(16)}"
            target.client.auth_code.get_token(code, { redirect_uri: target.redirect_uri }.compact)
          end

          def interpret(error)
            case error
            when OAuthError then judged(error)
            when ProtocolError then elsewhere(error)
            when RateLimited
              warning(error.code, "The token endpoint of #{target.host} asks for a pause.", "Try again later.")
            else failed_with(error)
            end
          end

          def judged(error)
            case error.code.to_sym
            when :invalid_grant
              context.credentials = :accepted
              ok("#{target.host} accepts the client id and the secret.")
            when :invalid_client
              context.credentials = :refused
              wrong
            else failed(error.code, "The token endpoint of #{target.host} refuses: #{error.code}.",
                        error.hint && "#{error.hint}.")
            end
          end

          def wrong
            code, message, remedy = WRONG.fetch(context.client_known)
            failed(code, format(message, target.host), remedy)
          end

          def elsewhere(error)
            failed(error.code, "The token endpoint of #{target.host} does not answer like Litmus.",
                   "Check LITMUS_OAUTH_HOST (client_options[:site] and [:token_url]), and what is in between: a " \
                   "proxy, a firewall, a maintenance page.")
          end
        end
      end
    end
  end
end
