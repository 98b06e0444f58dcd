# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # Can Litmus redirect to the callback URL (RFC 6749 §3.1.2, and only over HTTPS: Litmus's guide)?
        #
        # @api private
        class RedirectUri < Check
          NAME = :redirect_uri
          # OmniAuth's callback path, unless the app sets another one.
          PATH = "/auth/litmus/callback"

          private

          def obstacle
            return if target.redirect_uri

            [:not_given, "There is no redirect_uri to check.",
             "Give the registered callback URL: --redirect-uri URL, or to bin/rails litmus:doctor as REDIRECT_URI=URL."]
          end

          def findings
            judged = judge
            context.malformed = judged.status == :failed
            [judged]
          end

          def judge
            uri = URI.parse(target.redirect_uri)
            malformed(uri) || insecure(uri) || unusual(uri) || ok("Litmus can redirect to the redirect_uri.")
          rescue URI::InvalidURIError
            failed(:invalid_redirect_uri, "The redirect_uri is not a URL.",
                   "Write it as https://your-app.example#{PATH}.")
          end

          def malformed(uri)
            if !uri.is_a?(URI::HTTP) || uri.hostname.to_s.empty?
              failed(:relative_redirect_uri, "The redirect_uri is not an absolute https URL.",
                     "Write it with scheme and host: https://your-app.example#{PATH}.")
            elsif uri.fragment
              failed(:redirect_uri_fragment, "The redirect_uri has a fragment (#…), which OAuth forbids.",
                     "Leave it out (RFC 6749 §3.1.2).")
            elsif uri.userinfo
              failed(:redirect_uri_userinfo, "The redirect_uri has a user name or a password in it.", "Leave them out.")
            end
          end

          def insecure(uri)
            return if uri.is_a?(URI::HTTPS)
            return loopback if Target::LOOPBACK.match?(uri.hostname)

            failed(:insecure_redirect_uri, "The redirect_uri is on http; Litmus redirects to https only.",
                   "Register and configure https://#{uri.hostname}#{uri.path}. Behind a balancer, let it send " \
                   "X-Forwarded-Proto, or set the option redirect_uri or OmniAuth.config.full_host.")
          end

          def loopback
            return if target.local?

            warning(:loopback_redirect_uri,
                    "The redirect_uri is on this machine, with http: this works only with the sandbox.",
                    "Litmus redirects to https only: register the URL of your app.")
          end

          def unusual(uri)
            if uri.query
              warning(:redirect_uri_query, "The redirect_uri has a query, which Litmus compares as well.",
                      "Register it with the query, or leave the query out.")
            elsif !uri.path.end_with?(PATH)
              warning(:redirect_uri_path, "The redirect_uri does not end with #{PATH}.",
                      "That is right only if your app sets callback_path, path_prefix or the provider's name.")
            end
          end
        end
      end
    end
  end
end
