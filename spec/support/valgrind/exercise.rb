# frozen_string_literal: true

# What run.rb watches under memcheck: 20 logins over TLS, on the main thread, on another and on fibers, and calls that
# are interrupted while they wait. Its arguments are the provider's address, its certificate, and a server that holds.
require_relative "../native_library"
require_relative "../minimal_scheduler"
require_relative "../plain_browser"
require_relative "../relying_app"

provider, ca_file, holding = ARGV
app = RelyingApp.new(site: provider, pkce: true, client_options: { ssl: { ca_file: } })

sign_in = lambda do
  browser = app.browser
  visit = PlainBrowser.new(ca_file:).visit(browser.sign_in.location)
  answer = browser.callback(**visit.params.transform_keys(&:to_sym))
  abort "nobody is signed in: #{answer.failure} #{app.error.inspect}" unless answer.auth&.uid == "1001"
end

10.times { sign_in.call }
Thread.new { 5.times { sign_in.call } }.join
MinimalScheduler.run { 5.times { Fiber.schedule(&sign_in) } }

held = OmniAuth::Litmus::Client.new("id", "secret", site: holding, timeout: 600)
threads = Array.new(6) { Thread.new { held.auth_code.get_token("code") } }
Thread.pass until threads.all?(&:stop?)
threads.each_slice(2) do |killed, raised|
  killed.kill
  raised.report_on_exception = false
  raised.raise(IOError)
end
threads.each { |thread| thread.join rescue nil } # rubocop:disable Style/RescueModifier
MinimalScheduler.run do
  fiber = Fiber.schedule do
    held.auth_code.get_token("code")
  rescue IOError
    nil
  end
  fiber.raise(IOError)
end

refused = OmniAuth::Litmus::Client.new("nobody", "wrong", site: provider, ssl: { ca_file: })
begin
  refused.auth_code.get_token("code")
rescue OmniAuth::Litmus::OAuthError => e
  GC.start
  puts "20 logins, 7 interrupts, and an error: #{e.code}"
end
