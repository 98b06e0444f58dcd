#!/usr/bin/env ruby
# frozen_string_literal: true

# New employees from an HR export into a team at Litmos: see README.md.

require_relative "lib/onboarding/command_line"

# The report comes at the end, also of a run that is stopped; and where a shell in the background ignores Ctrl-C.
%w[INT TERM].each { |signal| Signal.trap(signal) { raise Interrupt } }

exit(Onboarding::CommandLine.new(ARGV, ENV.to_h).run)
