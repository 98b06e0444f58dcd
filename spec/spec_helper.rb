# frozen_string_literal: true

# What the specs read is UTF-8, also where LANG says nothing. Processes that they start have the locale they are given.
Encoding.default_external = Encoding::UTF_8

# OmniAuth raises failures instead of redirecting where it takes the process for a developer's.
ENV["RACK_ENV"] ||= "test"

require "omniauth/litmus"
require_relative "support/gems_at_hand"

OmniAuth.config.logger = Logger.new(IO::NULL)
OmniAuth.config.failure_raise_out_environments = []
OmniAuth.config.silence_get_warning = true

RSpec.configure do |config|
  config.disable_monkey_patching!
  config.expect_with(:rspec) { |expectations| expectations.syntax = :expect }
  config.mock_with(:rspec) { |mocks| mocks.verify_partial_doubles = true }
  config.order = :random
  # A wrong path or filter runs none, and must not pass.
  config.fail_if_no_examples = true
  # `needs: "rails"` of a group or an example: without that gem it is left out, and named.
  config.filter_run_excluding(needs: ->(names) { !GemsAtHand.all?(*names) })
  Kernel.srand config.seed
  config.example_status_persistence_file_path = "tmp/examples.txt"
end
