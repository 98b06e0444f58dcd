# frozen_string_literal: true

require "omniauth"

require_relative "litmus/version"
require_relative "litmus/hosts"
# All of it at once, and nothing by autoload: a thread that is killed or timed out in its first login would be
# interrupted in the middle of loading.
require_relative "litmus/errors"
require_relative "litmus/json_text"
require_relative "litmus/instrumentation"
require_relative "litmus/native"
require_relative "litmus/plain"
require_relative "litmus/parsers"
require_relative "litmus/response"
require_relative "litmus/unserializable"
require_relative "litmus/access_token"
require_relative "litmus/settings"
require_relative "litmus/grants"
require_relative "litmus/batch"
require_relative "litmus/call"
require_relative "litmus/absent"
require_relative "litmus/client"
require_relative "litmus/callback"
require_relative "litmus/failure"
require_relative "litmus/pending_logins"
require_relative "litmus/members"
require_relative "litmus/profile"
require_relative "litmus/authorization_code_flow"
require_relative "strategies/litmus"

# The spelling of the gem that this one replaces.
Omniauth = Module.new unless defined?(Omniauth)
Omniauth::Litmus = OmniAuth::Litmus unless defined?(Omniauth::Litmus)

require_relative "litmus/railtie" if defined?(Rails::Railtie)
