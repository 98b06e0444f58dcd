# frozen_string_literal: true

require "rbconfig"

# The extension with the hooks of src/probe.rs, for specs that count what was dropped or let the core panic. It stays
# outside lib/, so that no gem has it. `rake compile` and this replace each other's file in target/: only the link is
# made anew.
library = "tmp/probe/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
built = "target/release/libomniauth_litmus_rs.#{RbConfig::CONFIG["SOEXT"]}"
sources = FileList["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "ext/**/*.{rs,toml}"]

file library => sources do
  sh "cargo", "build", "--release", "--locked", "--features", "omniauth_litmus_rs/probe"
  mkdir_p File.dirname(library)
  rm_f library
  cp built, library
end

desc "Compile the extension with the hooks of the safety specs, if it is stale"
task probe: library
