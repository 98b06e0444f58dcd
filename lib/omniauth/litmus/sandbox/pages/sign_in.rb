# frozen_string_literal: true

require "uri"
require_relative "../endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      module Pages
        # Signs in as one of the demo accounts, without a password.
        class SignIn < Endpoint
          # `POST /sign_in`
          def create(request)
            session = sessions.find(request)
            user = chosen(request)
            return stale(request) unless session && user
            return sign_in(request, session, user) if session.form_token?(request.fields["form_token"])

            # This tab's form was opened before the sign-in in another tab.
            user == user_of(session) ? proceed(request) : stale(request)
          end

          # `POST /sign_out`
          def destroy(request)
            session = sessions.find(request)
            return stale(request) unless session&.form_token?(request.fields["form_token"])

            sessions.stop(session)
            proceed(request)
          end

          private

          def chosen(request)
            settings.users.values.find { |user| user.id.to_s == request.fields["user_id"] }
          end

          def sign_in(request, session, user)
            request.note(user_id: user.id)
            sessions.stop(session)
            sessions.remember(request, sessions.start(user.id), proceed(request))
          end

          def proceed(request)
            query = continue(request)
            redirect(request, request.path_to(query ? "/oauth/authorize?#{query}" : "/"))
          end

          # Parsed and encoded again, so that the form cannot redirect to another site.
          def continue(request)
            fields = URI.decode_www_form(request.fields["continue"].to_s)
            URI.encode_www_form(fields) if fields.any?
          rescue ArgumentError
            nil
          end

          def stale(request)
            Pages.render(request, "stale", status: 403, continue: continue(request))
          end
        end
      end
    end
  end
end
