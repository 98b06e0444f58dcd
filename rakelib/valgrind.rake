# frozen_string_literal: true

require "rbconfig"

# The extension with the names of its functions, so that reports and suppressions can name them.
library = "tmp/valgrind/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
built = "target/release/libomniauth_litmus_rs.#{RbConfig::CONFIG["SOEXT"]}"
sources = FileList["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "ext/**/*.{rs,toml}"]

file library => sources do
  sh "cargo", "rustc", "--release", "--locked", "--package", "omniauth_litmus_rs", "--", "-C", "strip=none"
  mkdir_p File.dirname(library)
  rm_f library
  cp built, library
end

# Not part of the default task: it needs valgrind, and half a minute.
desc "Sign in under valgrind's memcheck: nothing that it reports may name our library"
task valgrind: library do
  ruby "-I", "lib", "spec/support/valgrind/run.rb"
end
