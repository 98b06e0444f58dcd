# frozen_string_literal: true

# Signs in with the installed gem, and with nothing of this folder's lib/.
gem "omniauth-litmus-rs"
require "omniauth/litmus"
require_relative "plain_browser"
require_relative "relying_app"
require_relative "sandbox_provider"

abort "the gem under test is not an installed one" if $LOADED_FEATURES.grep(%r{/gems/omniauth-litmus-rs-}).empty?

SandboxProvider.run do |provider|
  # The API's host is read when the gem is loaded; the sandbox answers for both.
  OmniAuth::Strategies::Litmus.send(:remove_const, :API_HOST)
  OmniAuth::Strategies::Litmus::API_HOST = provider.base_url
  browser = RelyingApp.new(site: provider.base_url, pkce: true).browser
  visit = PlainBrowser.new.visit(browser.sign_in.location)
  answer = browser.callback(**visit.params.transform_keys(&:to_sym))
  abort "nobody is signed in: #{answer.failure}" unless answer.auth&.uid == "1001"
  puts "Version #{OmniAuth::Litmus::VERSION}, installed from its source gem, signed #{answer.auth.info.name} in"
end
