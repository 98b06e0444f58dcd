# frozen_string_literal: true

require_relative "authorization_request"
require_relative "../endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # `/oauth/authorize`: asks the user for consent and redirects to the application (RFC 6749 §4.1.1, §4.1.2).
        class AuthorizationEndpoint < Endpoint
          DENIAL = "The resource owner or authorization server denied the request."

          # `GET /oauth/authorize`
          def show(request)
            with_valid_request(request, request.query) do |wanted, session, user|
              next ask_for_sign_in(request, wanted, session) unless user
              next approve(request, wanted, user) if store.consented?(wanted.application.id, user.id)

              Pages.render(request, "consent", wanted:, user:, session:)
            end
          end

          # `POST /oauth/authorize`: the consent form
          def decide(request)
            with_valid_request(request, request.fields) do |wanted, session, user|
              next stale(request, wanted) unless user && session.form_token?(request.fields["form_token"])

              request.fields["decision"] == "authorize" ? approve(request, wanted, user) : deny(request, wanted, user)
            end
          end

          private

          def with_valid_request(request, fields)
            wanted = AuthorizationRequest.new(settings, fields)
            request.note(client_id: wanted.application&.id)
            return refuse(request, wanted) if wanted.fault

            session = sessions.find(request)
            yield wanted, session, user_of(session)
          end

          # Two tabs share a session, so that the forms of both work.
          def ask_for_sign_in(request, wanted, session)
            session ||= sessions.start
            page = Pages.render(request, "sign_in", users: settings.users.values, session:, wanted:)
            sessions.remember(request, session, page)
          end

          def approve(request, wanted, user)
            request.note(user_id: user.id)
            code = store.add_grant(**wanted.terms, user_id: user.id)
            redirect(request, wanted.answer_url(code:, state: wanted.parameters["state"]))
          end

          def deny(request, wanted, user)
            request.note(user_id: user.id, error: "access_denied")
            more = settings.state_on_denial ? { error_description: DENIAL, state: wanted.parameters["state"] } : {}
            redirect(request, wanted.answer_url(error: "access_denied", **more))
          end

          def refuse(request, wanted)
            fault = wanted.fault
            request.note(error: fault.code)
            unless fault.redirectable && settings.authorize_errors == :redirect
              return Pages.render(request, "refusal", status: 400, wanted:, fault:)
            end

            redirect(request, wanted.answer_url(error: fault.code, error_description: fault.description,
                                                state: wanted.parameters["state"]))
          end

          def stale(request, wanted)
            Pages.render(request, "stale", status: 403, continue: wanted.to_query)
          end
        end
      end
    end
  end
end
