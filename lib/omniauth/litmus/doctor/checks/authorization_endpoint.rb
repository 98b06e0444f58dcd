# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class Doctor
      # What does the authorization endpoint answer to somebody who is not signed in (RFC 6749 §3.1)?
      #
      # A server that looks at the request before it asks for a sign-in refuses an unknown client, and an address that
      # is not registered, at once. One that asks first, as Doorkeeper does, tells nothing here. Which of the two it is,
      # requests show that are wrong on purpose.
      #
      # @api private
      class AuthorizationEndpoint < Check
        NAME = :authorization_endpoint
        # Nobody's address, and nobody's client id.
        NOWHERE = "https://omniauth-litmus-doctor.invalid#{RedirectUri::PATH}".freeze

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
          [broken(e)]
        end

        def compare(answer)
          nobody = nobodys_id
          other = authorize(client_id: nobody)
          # Who refuses nobody's id in other words than ours knows ours.
          context.client_known = words(answer, nobody) != words(other, nobody) if refused?(other)
          return if context.refusal || target.redirect_uri.nil? || !refused?(other)

          context.redirect_uri_compared = refused?(authorize(redirect_uri: NOWHERE))
        end

        def authorize(**changes)
          question = { response_type: "code", client_id: target.client_id, redirect_uri: target.redirect_uri,
                       state: SecureRandom.urlsafe_base64(24), **changes }.compact
          target.ask(:get, target.client.authorize_url(question))
        end

        def nobodys_id
          "nobody-#{SecureRandom.hex(8)}"
        end

        # Shown to the user, or told to the application (RFC 6749 §4.1.2.1).
        #
        # @return [Symbol, nil]
        def refusal(answer)
          return :shown if refused?(answer)

          location = answer.headers["location"].to_s
          :told if target.redirect_uri && location.start_with?(target.redirect_uri) && location.match?(/[?&#]error=/)
        end

        def refused?(answer)
          answer.status.between?(400, 499)
        end

        # What a reader of the page sees, whatever the id.
        def words(answer, nobody)
          text = answer.body.scrub.gsub(%r{<(script|style)\b.*?</\1>|<[^>]*>}mi, " ")
          [target.client_id, nobody].each { |id| text = text.gsub(id, "") }
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
