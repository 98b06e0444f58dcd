# frozen_string_literal: true

require "rbconfig"

# The crates ask the program that RUBY names, or else the `ruby` on the PATH, whom they are built for.
ENV["RUBY"] = RbConfig.ruby

# A gem is built by extconf.rb. Here cargo is called directly, so that the extension, the core's tests and clippy share
# one target folder and the same flags, and each dependency is compiled once.
library = "lib/omniauth/litmus/#{RUBY_VERSION[/\A\d+\.\d+/]}/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
built = "target/release/libomniauth_litmus_rs.#{RbConfig::CONFIG["SOEXT"]}"
sources = FileList["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "ext/**/*.{rs,toml}"]

file library => sources do
  sh "cargo", "build", "--release", "--locked"
  mkdir_p File.dirname(library)
  # A fresh inode: a process that runs keeps the library it has loaded.
  rm_f library
  cp built, library
end

desc "Compile the extension if it is stale"
task compile: library

namespace :core do
  desc "Run the core's tests; they need no Ruby"
  task :test do
    sh "cargo", "test", "--release", "--locked", "--package", "omniauth-litmus-core"
  end
end

desc "Delete what the build made"
task :clean do
  sh "cargo", "clean"
  rm_rf [File.dirname(library), "pkg", "tmp"]
end
