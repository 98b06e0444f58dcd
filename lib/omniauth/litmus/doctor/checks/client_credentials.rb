# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class Doctor
      # Does the token endpoint take our id and secret? It is asked to redeem a code that nobody issued: to complain of
      # the code, it has to believe who we are (RFC 6749 §5.2).
      #
      # @api private
      class ClientCredentials < Check
        NAME = :client_credentials
        # What may be the matter with id and secret, by whether the authorization endpoint knows the id: code, what is
        # wrong, and what to do.
        WRONG = {
          true => [:wrong_client_secret, "The client secret is wrong; %s knows the id.",
                   "Set LITMUS_SECRET to the secret that belongs to this id; ask Litmus for a new one if it is lost."],
          false => [:unknown_client_id, "%s does not know the client id.",
                    "Set LITMUS_APP_ID to the id that Litmus gave you, and see that this is the host it is for."],
          nil => [:wrong_client_credentials, "The client id or the secret is wrong; %s does not tell which.",
                  "Compare LITMUS_APP_ID and LITMUS_SECRET with what Litmus gave you, and see that this is the host " \
                  "they are for."]
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
          [failed(:accepts_anything, "#{target.host} gives a token for a code that nobody issued.",
                  "This is not Litmus: check LITMUS_OAUTH_HOST.")]
        rescue Error => e
          [understood(e)]
        end

        def redeem
          code = "omniauth-litmus-doctor-#{SecureRandom.hex(16)}"
          target.client.auth_code.get_token(code, { redirect_uri: target.redirect_uri }.compact)
        end

        def understood(error)
          case error
          when OAuthError then judged(error)
          when ProtocolError then elsewhere(error)
          when RateLimited
            warning(error.code, "The token endpoint of #{target.host} asks for a pause.", "Try again later.")
          else broken(error)
          end
        end

        def judged(error)
          case error.code.to_sym
          when :invalid_grant
            context.credentials = :accepted
            ok("#{target.host} takes the client id and the secret.")
          when :invalid_client
            context.credentials = :refused
            wrong
          else failed(error.code, "The token endpoint of #{target.host} refuses: #{error.code}.", "#{error.hint}.")
          end
        end

        def wrong
          code, message, remedy = WRONG.fetch(context.client_known)
          failed(code, format(message, target.host), remedy)
        end

        def elsewhere(error)
          failed(error.code, "What #{target.host} answers at the token endpoint is not Litmus's answer.",
                 "Check LITMUS_OAUTH_HOST (client_options[:site] and [:token_url]), and what stands in between: a " \
                 "proxy, a firewall, a maintenance page.")
        end
      end
    end
  end
end
