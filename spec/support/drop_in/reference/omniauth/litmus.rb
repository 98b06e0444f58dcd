# frozen_string_literal: true

# What `require "omniauth/litmus"` loads in the reference process: a strategy with the behaviour of the Ruby gem,
# written for these specs on the distribution's omniauth-oauth2.
require "omniauth-oauth2"

# Relative: under Bundler the gemspec has loaded another "omniauth/litmus/version" by now.
require_relative "litmus/version"
require_relative "strategies/litmus"
