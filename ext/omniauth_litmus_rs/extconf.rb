# frozen_string_literal: true

require_relative "preflight"
# Before mkmf, which ends at once where Ruby's headers are missing.
Preflight.run

require "mkmf"
require "rb_sys/mkmf"

# A library serves one minor version of Ruby, so it lies in a folder named after it, as in a platform gem.
create_rust_makefile("omniauth/litmus/#{RUBY_VERSION[/\A\d+\.\d+/]}/omniauth_litmus_rs") do |rust|
  rust.extra_cargo_args = ["--locked"]
  # What is missing is named, not downloaded.
  rust.auto_install_rust_toolchain = false
  # musl's libc is linked statically by default, and nothing could load the library then. (.cargo/config.toml says the
  # same, but RUSTFLAGS, which rb_sys sets, outdo it.)
  rust.extra_rustflags = ["-C", "target-feature=-crt-static"] if RbConfig::CONFIG["host_os"].include?("musl")
end
