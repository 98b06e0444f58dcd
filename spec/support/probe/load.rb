# frozen_string_literal: true

require "rbconfig"

# Loads the gem of lib/ with the native library of `rake probe` in the place of its own.
extension = RbConfig::CONFIG["DLEXT"]
require File.expand_path("../../../tmp/probe/omniauth_litmus_rs.#{extension}", __dir__)
$LOADED_FEATURES << File.expand_path("../../../lib/omniauth/litmus/omniauth_litmus_rs.#{extension}", __dir__)
require "omniauth/litmus"
