# frozen_string_literal: true

require_relative "walk/pictures"
require_relative "walk/secrets"
require_relative "walk/sign_in"
require_relative "walk/tokens"

module Demo
  # The whole flow, as a person goes through it, and a forger. Each step says what it saw, or stops the walk.
  class Walk
    include Pictures
    include Secrets
    include SignIn
    include Tokens

    # Something was not as it should be.
    class Surprise < StandardError; end

    STEPS = %i[
      first_page leaves_for_litmus signs_in_at_litmus denial asked_again forged_callback consent profile
      replayed_callback api_call refresh revocation authorization_again asked_once revoked_at_litmus sign_out
      contact_sheet secrets_in_cookies secrets_in_log
    ].freeze

    # @param stage [Stage]
    def initialize(stage)
      @stage = stage
      @browser = stage.new_browser
    end

    # @return [Boolean]
    def run
      STEPS.each { |step| puts "ok    #{send(step)}" }
      puts "#{STEPS.length} steps, all of them ok"
      true
    rescue Surprise, SystemCallError, OpenSSL::SSL::SSLError => e
      report(e)
      false
    end

    private

    def report(error)
      puts "FAIL  #{error.message}"
      puts "      the page: #{page.heading.inspect}, #{page.text.inspect}" if page
      puts "      the app's log: #{app.log_file}"
    end

    def app
      @stage.app
    end

    def litmus
      @stage.litmus
    end

    def page
      @browser.page
    end

    def expect(truth, what)
      raise Surprise, "expected #{what}" unless truth
    end

    def press(label, with: {})
      expect page.form(label), "a button #{label.inspect}"
      @browser.press(label, with:)
    end

    def authorize
      press "Sign in with Litmus"
      at_litmus "Authorize Partner app to use your Litmus account?"
      press "Authorize"
      at_app "Hello, Maya Okafor"
    end

    def at_litmus(heading)
      at(litmus.url, heading)
    end

    def at_app(heading)
      at(app.url, heading)
    end

    def at(url, heading)
      expect page.uri.to_s.start_with?(url) && page.heading == heading, "the page #{heading.inspect} at #{url}"
    end

    # The newest address with that path that the browser asked for.
    def address(path)
      @browser.history.reverse.find { |uri| uri.path == path } or raise Surprise, "expected a request for #{path}"
    end

    def query(uri)
      URI.decode_www_form(uri.query.to_s).to_h
    end
  end
end
