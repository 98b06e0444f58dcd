# frozen_string_literal: true

require "json"

module Demo
  class Walk
    # The steps of an app that has access: use it, renew it, lose it, and get it again.
    module Tokens
      private

      def api_call
        press "Create a preview", with: { "plain_text" => "Hello World" }
        at_app "Hello, Maya Okafor"
        guid = page.all("li code").first
        expect guid&.match?(/\A\h{8}-(\h{4}-){3}\h{12}\z/), "the GUID of a preview"
        "API called: preview #{guid}"
      end

      def refresh
        old = page.term("Access token")
        press "Refresh the token"
        expect page.term("Access token") != old, "another access token"
        press "Create a preview"
        expect page.all("li code").length == 2, "a preview with the new token"
        "token refreshed, and the new one used"
      end

      def revocation
        press "Revoke access"
        at_app "Preview your e-mails before you send them"
        answers = @stage.witness.answers
        answers.each { |answer| expect refused?(answer["access_token"]), "Litmus to refuse the revoked tokens" }
        "access revoked: Litmus refuses the #{answers.length} tokens it gave"
      end

      def authorization_again
        authorize
        "re-authorized: Litmus asked for consent again"
      end

      def asked_once
        press "Sign out"
        press "Sign in with Litmus"
        at_app "Hello, Maya Okafor"
        "signed out and in again: Litmus asks for consent once only"
      end

      # As when a person withdraws access in their settings at Litmus.
      def revoked_at_litmus
        @stage.witness.answers.each { |answer| revoke(answer["access_token"]) }
        press "Create a preview"
        at_app "Preview your e-mails before you send them"
        expect page.all("[role=alert]").join.include?("Please sign in again"), "to be asked to sign in again"
        authorize
        "revoked behind the app's back: asked to sign in again, and re-authorized"
      end

      def refused?(token)
        uri = URI("#{litmus.url}/v2/users/current")
        @browser.connect(uri) { |http| http.get(uri.path, "Authorization" => "Bearer #{token}") }.code == "401"
      end

      def revoke(token)
        uri = URI("#{litmus.url}/oauth/revoke")
        body = JSON.generate(client_id: Stage::ID, client_secret: @stage.secret, token:)
        response = @browser.connect(uri) { |http| http.post(uri.path, body, "Content-Type" => "application/json") }
        expect response.code == "200", "Litmus to revoke a token"
      end
    end
  end
end
