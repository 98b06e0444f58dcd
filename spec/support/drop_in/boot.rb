# frozen_string_literal: true

require "logger"
require "rspec/core"

require_relative "fake_litmus_server"
require_relative "helpers"
require_relative "isolation"

# One process, one implementation: the fake Litmus first, since the hosts are read when the strategy is loaded.
module DropIn
  # Where each implementation's `require "omniauth/litmus"` is found.
  LOAD_PATHS = {
    "reference" => File.expand_path("reference", __dir__),
    "ours" => File.realpath("../../../lib", __dir__)
  }.freeze

  class << self
    # @return [FakeLitmusServer] the Litmus of this process
    attr_reader :server
    # @return [String] the load path of the implementation under test
    attr_reader :load_path

    # @param implementation [String] "reference" or "ours"
    def boot(implementation)
      @load_path = LOAD_PATHS.fetch(implementation)
      ENV["RACK_ENV"] = "test"
      @server = FakeLitmusServer.new
      at_exit { server.stop }
      require_strategy
      configure_omniauth
      configure_rspec
    end

    private

    def require_strategy
      ENV["LITMUS_OAUTH_HOST"] = server.oauth_host
      ENV["LITMUS_API_HOST"] = server.api_host
      $LOAD_PATH.unshift(load_path)
      require "omniauth/litmus"
      found = $LOADED_FEATURES.grep(%r{/omniauth/strategies/litmus\.rb\z})
      return if found == [File.join(load_path, "omniauth/strategies/litmus.rb")]

      raise "Asked for the strategy below #{load_path}, got #{found.inspect}"
    end

    def configure_omniauth
      OmniAuth.config.logger = Logger.new(nil)
      # Whether the middleware asks for a form token is OmniAuth's matter; the example about it turns it on.
      OmniAuth.config.request_validation_phase = nil
      OmniAuth.config.failure_raise_out_environments = []
    end

    def configure_rspec
      RSpec.configure do |config|
        config.disable_monkey_patching!
        config.expect_with(:rspec)
        config.mock_with(:rspec) { |mocks| mocks.verify_partial_doubles = true }
        config.include(Helpers)
        config.include(Isolation)
      end
    end
  end
end
