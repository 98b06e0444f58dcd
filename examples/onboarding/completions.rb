#!/usr/bin/env ruby
# frozen_string_literal: true

# Tells managers in Slack who has finished: see README.md.

require_relative "lib/onboarding/completions_command"

%w[INT TERM].each { |signal| Signal.trap(signal) { raise Interrupt } }

exit(Onboarding::CompletionsCommand.new(ARGV, ENV.to_h).run)
