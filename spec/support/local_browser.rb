# frozen_string_literal: true

require "rack/test"

# Rack::Test as a browser on this machine, which is whom a sandbox answers: its own default host is a foreign one.
module LocalBrowser
  include Rack::Test::Methods

  private

  def build_rack_test_session(_name)
    Rack::Test::Session.new(app, "localhost")
  end
end
