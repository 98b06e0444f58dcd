# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # What does the authorization endpoint answer to a user who is not signed in (RFC 6749 §3.1)?
        #
        # Some servers validate the request before they ask the user to sign in, and refuse an unknown client id or
        # redirect_uri at once. Others, such as Doorkeeper, ask first, and reveal nothing here. Requests that are wrong
        # on purpose show which kind this is.
        #
        # @api private
        class AuthorizationEndpoint < Check
          NAME = :authorization_endpoint
          # A redirect_uri that nobody has registered.
          UNREGISTERED_URI = "https://omniauth-litmus-doctor.invalid#{RedirectUri::PATH}".freeze

          private

          def obstacle
            unreachable || ([:no_client_id, "Not asked: there is no client id."] unless target.client_id)
          end

          def findings
            answer = authorize
            return [absent(answer)] if [404, 405, 410].include?(answer.status)
            return [unable(answer)] if answer.status == 429 || answer.status >= 500

            context.answered = true
            context.refusal = refusal(answer)
            compare(answer)
            [ok("#{target.host} answers at /oauth/authorize.")]
          rescue Error => e
            [failed_with(e)]
          end

          def compare(answer)
            unknown_id = "nobody-#{SecureRandom.hex(8)}"
            other = authorize(client_id: unknown_id)
            # If a made-up client id is refused differently than ours, the server knows ours.
            context.client_known = visible(answer, unknown_id) != visible(other, unknown_id) if refused?(other)
            return if context.refusal || target.redirect_uri.nil? || !refused?(other)

            context.redirect_uri_compared = refused?(authorize(redirect_uri: UNREGISTERED_URI))
          end

          def authorize(**changes)
            question = { response_type: "code", client_id: target.client_id, redirect_uri: target.redirect_uri,
                         state: SecureRandom.urlsafe_base64(24), **changes }.compact
            target.ask(:get, target.client.authorize_url(question))
          end

          # See {Context}, and RFC 6749 §4.1.2.1.
          #
          # @return [Symbol, nil]
          def refusal(answer)
            return :shown if refused?(answer)

            location = answer.headers["location"].to_s
            to_the_app = target.redirect_uri && location.start_with?(target.redirect_uri)
            :redirected if to_the_app && location.match?(/[?&#]error=/)
          end

          def refused?(answer)
            answer.status.between?(400, 499)
          end

          # The status and the text that a user sees, without the client id.
          def visible(answer, unknown_id)
            text = answer.body.scrub.gsub(%r{<(script|style)\b.*?</\1>|<[^>]*>}mi, " ")
            [target.client_id, unknown_id].each { |id| text = text.gsub(id, "") }
            [answer.status, text.split]
          end

          def absent(answer)
            failed(:not_found, "#{target.host} has no authorization endpoint: HTTP #{answer.status}.",
                   "Check the host: LITMUS_OAUTH_HOST, or client_options[:site] and [:authorize_url].")
          end

          def unable(answer)
            warning(:provider_in_trouble, "The authorization endpoint of #{target.host} answers HTTP #{answer.status}.",
                    "Try again later.")
          end
        end
      end
    end
  end
end
