# frozen_string_literal: true

# What bin/demo starts once everything is built.

require "fileutils"

# The sandbox answers in development only. This process is nothing else, whatever the shell is set up for.
ENV["RACK_ENV"] = ENV["RAILS_ENV"] = "development"

require_relative "check"
require_relative "show"

# Also where a script has started this in the background, and Ctrl-C is ignored.
Signal.trap("INT") { raise Interrupt }

$stdout.sync = true
directory = File.expand_path("../../tmp/demo", __dir__)
FileUtils.mkdir_p(directory)

exit(ARGV.include?("--check") ? Demo::Check.new(directory).run : Demo::Show.new(directory).run)
