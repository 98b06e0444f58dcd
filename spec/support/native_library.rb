# frozen_string_literal: true

require "rbconfig"

# Loads the gem of lib/ with another build of its native library, the one that NATIVE_LIBRARY names.
require ENV.fetch("NATIVE_LIBRARY")
own = "../../lib/omniauth/litmus/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
$LOADED_FEATURES << File.expand_path(own, __dir__)
require "omniauth/litmus"
