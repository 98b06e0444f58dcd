# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # Is the redirect_uri registered for this client? See {AuthorizationEndpoint}, whose responses are interpreted
        # here.
        #
        # @api private
        class Registration < Check
          NAME = :registration

          private

          def obstacle
            return unreachable if unreachable
            return [:not_given, "Not judged: there is no redirect_uri."] unless target.redirect_uri
            return [:malformed, "Not judged: the redirect_uri has to be fixed first."] if context.malformed
            return [:not_answered, "Not judged: the authorization endpoint did not answer."] unless context.answered

            first_the_client_id = context.credentials == :refused && !context.client_known
            [:unknown_client_id, "Not judged: the client id comes first."] if first_the_client_id
          end

          # If the token endpoint accepts the credentials, the client id is known.
          def unknown?
            context.client_known == false && context.credentials != :accepted
          end

          def findings
            return [refused] if context.refusal
            return [untold] unless context.client_known
            return [ok("The redirect_uri is registered.")] if context.redirect_uri_compared

            [ok("#{target.host} accepts the redirect_uri, as it accepts any other.", code: :any_redirect_uri)]
          end

          def refused
            return unknown if unknown?
            return sent_back if context.refusal == :redirected

            failed(:redirect_uri_not_registered, "#{target.host} refuses the redirect_uri: it is not registered.",
                   "Have exactly #{target.redirect_uri} registered: scheme, host, port and path are compared " \
                   "character by character.")
          end

          def unknown
            failed(:unknown_client_id, "#{target.host} does not know the client id.",
                   "Set LITMUS_APP_ID to the id that Litmus gave you.")
          end

          def sent_back
            failed(:authorization_refused, "#{target.host} sends users back to the app with an error.",
                   "Ask Litmus what your application is allowed to do: the request was for a code only.")
          end

          def untold
            url = target.client.auth_code.authorize_url(redirect_uri: target.redirect_uri)
            skipped(:cannot_be_told, "#{target.host} says only after a sign-in whether the redirect_uri is registered.",
                    "Open #{url} in a browser: it asks for consent, or shows an error.")
          end
        end
      end
    end
  end
end
