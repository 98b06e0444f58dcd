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

namespace :valgrind do
  # Not in bin/setup: nothing else needs it.
  task :check do
    found = system("valgrind", "--version", %i[out err] => File::NULL)
    abort "There is no valgrind: apt-get install valgrind libc6-dbg" unless found
  end
end

# Not part of the default task: it takes a minute. spec/support/valgrind/run.rb says how to read what it prints.
desc "Every native method, logins and interrupts under valgrind's memcheck: no report may name our library"
task valgrind: ["valgrind:check", library] do
  ruby "-I", "lib", "spec/support/valgrind/run.rb"
end
