# frozen_string_literal: true

require "omniauth"

require_relative "litmus/version"
require_relative "litmus/hosts"
require_relative "litmus/errors"
require_relative "litmus/native"
require_relative "litmus/response"
require_relative "litmus/access_token"
require_relative "litmus/client"
require_relative "litmus/authorization_code_flow"
require_relative "strategies/litmus"

# The spelling of the gem that this one replaces.
Omniauth = Module.new unless defined?(Omniauth)
Omniauth::Litmus = OmniAuth::Litmus unless defined?(Omniauth::Litmus)
