# frozen_string_literal: true

# Runs "what the Ruby gem does" in this process:
#   ruby spec/support/drop_in/run.rb reference|ours [rspec's options]
require_relative "boot"

DropIn.boot(ARGV.shift)
files = Dir[File.expand_path("../../drop_in/*.rb", __dir__)]
# The options file of the project loads the spec helper, and with it one implementation.
exit RSpec::Core::Runner.run(["--options", File::NULL, *ARGV, *files])
