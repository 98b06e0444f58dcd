# frozen_string_literal: true

module Demo
  class Walk
    # The steps from the app's first page through Litmus and back, and what may go wrong on the way.
    module SignIn
      private

      def first_page
        @browser.visit(app.url)
        expect page.form("Sign in with Litmus"), "a button to sign in"
        policy = page.response["content-security-policy"]
        expect policy&.include?("default-src 'none'"), "a strict Content-Security-Policy"
        "the partner app offers to sign in with Litmus"
      end

      def leaves_for_litmus
        press "Sign in with Litmus"
        request = query(address("/oauth/authorize"))
        expect request["state"].to_s.length >= 22, "a state of at least 128 bits"
        expect request["code_challenge_method"] == "S256", "PKCE"
        at_litmus "Sign in to Litmus"
        "sent to Litmus, with a state and a PKCE challenge"
      end

      def signs_in_at_litmus
        press "Sign in"
        at_litmus "Authorize Partner app to use your Litmus account?"
        "signed in at Litmus, which asks for consent"
      end

      def denial
        press "Deny"
        at_app "You did not give access"
        "denied: the app says #{page.heading.inspect}"
      end

      def asked_again
        press "Sign in with Litmus"
        at_litmus "Authorize Partner app to use your Litmus account?"
        "a denial is not remembered: Litmus asks for consent again"
      end

      # In the same browser, while a genuine sign-in is under way: that one must not suffer.
      def forged_callback
        under_way = page
        @browser.visit("#{app.url}/auth/litmus/callback?code=forged&state=#{"f" * 43}")
        at_app "We could not match this sign-in to your browser"
        heading = page.heading
        @browser.return_to(under_way)
        "forged state refused: the app says #{heading.inspect}"
      end

      def consent
        press "Authorize"
        at_app "Hello, Maya Okafor"
        expect query(address("/auth/litmus/callback"))["code"], "a code at the callback"
        "consent given, code exchanged at the callback"
      end

      def profile
        expect page.term("Litmus user") == "Maya Okafor (1001)", "the profile's name and id"
        expect page.term("Expires")&.include?("in about 2 hours"), "when the token expires"
        "signed in as #{page.term("Litmus user")}, token expires #{page.term("Expires")}"
      end

      def replayed_callback
        issued = @stage.witness.answers.length
        @browser.visit(address("/auth/litmus/callback").to_s)
        at_app "Hello, Maya Okafor"
        expect page.text.include?("You are signed in already."), "to be told so"
        expect @stage.witness.answers.length == issued, "no second token for one code"
        "the callback's address a second time: refused, and still signed in"
      end

      def sign_out
        press "Sign out"
        @browser.visit("#{app.url}/account")
        at_app "Preview your e-mails before you send them"
        "signed out: the account's page is closed"
      end
    end
  end
end
