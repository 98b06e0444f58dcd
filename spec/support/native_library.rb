# frozen_string_literal: true

require "rbconfig"

# Loads the gem of lib/ with another build of its native library, the one that NATIVE_LIBRARY names.
require ENV.fetch("NATIVE_LIBRARY")
own = "../../lib/omniauth/litmus/#{RUBY_VERSION[/\A\d+\.\d+/]}/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
$LOADED_FEATURES << File.realpath(own, __dir__)
require "omniauth/litmus"
