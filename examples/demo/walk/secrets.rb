# frozen_string_literal: true

module Demo
  class Walk
    # The steps that look for what must stay private where it might have gone.
    module Secrets
      private

      def secrets_in_cookies
        cookies = @browser.cookies(app.url)
        expect cookies.any? && cookies.values.join.length < 100, "no more than a session's name in the app's cookie"
        expect private_words.none? { |word| cookies.values.join.include?(word) }, "no secret in the app's cookie"
        "the app's cookie holds a session's name and nothing else"
      end

      def secrets_in_log
        log = app.log
        expect log.include?("/auth/litmus/callback"), "the app to have written its log"
        expect private_words.none? { |word| log.include?(word) }, "no code, state, token or secret in the app's log"
        "none of #{private_words.length} codes, states, tokens and secrets is in the app's log"
      end

      def private_words
        callbacks = @browser.history.select { |uri| uri.path == "/auth/litmus/callback" }
        sent = callbacks.flat_map { |uri| query(uri).values_at("code", "state") }.compact - ["forged"]
        given = @stage.witness.answers.flat_map { |answer| answer.values_at("access_token", "refresh_token") }
        [*sent, *given, @stage.secret].uniq
      end
    end
  end
end
