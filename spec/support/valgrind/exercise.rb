# frozen_string_literal: true

# What run.rb watches under memcheck: every native method and 20 logins, over TLS and without, on the main thread, on
# others and on fibers, and calls that are interrupted while they wait. Its arguments are a provider's address with TLS
# and its certificate, one without, and a server that holds.

# As run.rb has it from the start: nothing is collected before the process ends.
GC.disable

require_relative "../native_library"
require_relative "../minimal_scheduler"
require_relative "../native_calls"
require_relative "../plain_browser"
require_relative "../relying_app"

encrypted, ca_file, plain, holding = ARGV

# Everything is slow here.
patient = { timeout: 300, open_timeout: 300 }
{ encrypted => { ssl: { ca_file: }, **patient }, plain => patient }.each do |site, client_options|
  app = RelyingApp.new(site:, pkce: true, client_options:)
  # The profile is at the same provider.
  %w[OmniAuth::Litmus OmniAuth::Strategies::Litmus].each do |name|
    Object.const_get(name).send(:remove_const, :API_HOST)
    Object.const_get(name).const_set(:API_HOST, site)
  end
  sign_in = lambda do
    browser = app.browser
    visit = PlainBrowser.new(ca_file:).visit(browser.sign_in.location)
    answer = browser.callback(**visit.params.transform_keys(&:to_sym))
    abort "nobody is signed in: #{answer.failure} #{app.error.inspect}" unless answer.auth&.uid == "1001"
  end

  10.times { sign_in.call }
  Array.new(5) { Thread.new(&sign_in) }.each(&:join)
  MinimalScheduler.run { 5.times { Fiber.schedule(&sign_in) } }
  NativeCalls.new(*RelyingApp::CLIENT, site:, **client_options).all
end

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
puts "40 logins, every native method twice, 7 interrupts"
