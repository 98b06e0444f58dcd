# frozen_string_literal: true

require "rack"
require "uri"

require_relative "site"

module DropIn
  # What the neutral examples speak in. Nothing here knows which implementation is loaded.
  module Helpers
    # The app behind the middleware: it says yes to everything.
    PLAIN_APP = ->(_env) { [200, { "content-type" => "text/plain" }, ["ok"]] }

    # @return [FakeLitmus] the Litmus of this process
    def litmus
      DropIn.server.app
    end

    # @return [String] the origin of the sign-in pages and of the token endpoint
    def oauth_host
      DropIn.server.oauth_host
    end

    # @return [String] the origin of the profile
    def api_host
      DropIn.server.api_host
    end

    # An app with one provider.
    # @param options [Hash] the strategy's
    # @param strategy [Class] the strategy, or a subclass
    # @param app [#call] the app behind it
    # @return [Site]
    def site(strategy: OmniAuth::Strategies::Litmus, app: PLAIN_APP, **options)
      Site.new(strategy.new(app, "app-id", "app-secret", options))
    end

    # A strategy outside of any request, as apps' own strategy specs make it.
    # @return [OmniAuth::Strategies::Litmus]
    def strategy(options = {})
      OmniAuth::Strategies::Litmus.new(PLAIN_APP, "app-id", "app-secret", options)
    end

    # A subclass as an app writes it, with a name that is gone after the example.
    # @return [Class]
    def subclass(name = "PartnerLitmus", parent: OmniAuth::Strategies::Litmus, &body)
      stub_const("OmniAuth::Strategies::#{name}", Class.new(parent)).tap { |type| type.class_eval(&body) if body }
    end

    # Someone signed in: the token as an app gets hold of it.
    # @return [Object] the access token
    def signed_in_token(**options)
      site(**options).sign_in.strategy.access_token
    end

    # A failed login, whatever the reason: the app is told why, gets no identity, and is sent to the failure page.
    # @return [Visit] the same
    def expect_failure(visit, key = be_a(Symbol))
      expect(visit).to have_attributes(auth: nil, failure: key, error: be_a(StandardError), status: 302)
      expect(visit.location).to match(%r{/failure\?message=})
      visit
    end
  end
end
