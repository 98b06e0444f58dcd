# frozen_string_literal: true

# Signs in with the installed gem, and with nothing of this folder's lib/. Ruby and omniauth suffice for it.
ENV["RACK_ENV"] ||= "test"
gem "omniauth-litmus-rs"
require "omniauth/litmus"
require "omniauth/litmus/sandbox"
require_relative "plain_browser"
require_relative "rack_server"
require_relative "relying_app"

installed = Gem.loaded_specs.fetch("omniauth-litmus-rs")
own = [installed.full_gem_path, installed.extension_dir]
strangers = $LOADED_FEATURES.grep(%r{/omniauth/litmus}).reject { |file| file.start_with?(*own) }
abort "not of the installed gem: #{strangers.join(", ")}" if strangers.any?

id, secret = RelyingApp::CLIENT
sandbox = OmniAuth::Litmus::Sandbox.new(applications: [{ id:, secret:, name: "Smoke", redirect_uris: [] }])
RackServer.run(sandbox) do |server|
  # The API's host is read when the gem is loaded; the sandbox answers for both.
  OmniAuth::Strategies::Litmus.send(:remove_const, :API_HOST)
  OmniAuth::Strategies::Litmus::API_HOST = server.base_url
  browser = RelyingApp.new(site: server.base_url, pkce: true).browser
  visit = PlainBrowser.new.visit(browser.sign_in.location)
  answer = browser.callback(**visit.params.transform_keys(&:to_sym))
  abort "nobody is signed in: #{answer.failure}" unless answer.auth&.uid == "1001"
  kind = installed.extensions.empty? ? "gem of #{installed.platform}" : "source gem"
  puts "Version #{OmniAuth::Litmus::VERSION}, installed from its #{kind}, signed #{answer.auth.info.name} in"
end
