# frozen_string_literal: true

require_relative "preflight"
# Before mkmf, which ends at once where Ruby's headers are missing.
Preflight.run

require "mkmf"
require "rb_sys/mkmf"

require_relative "rust_flags"

# A `build.target` in somebody's cargo configuration would have the library built for another platform, and put where
# it is not looked for. The variable outdoes it; rb_sys reads it, too.
ENV["CARGO_BUILD_TARGET"] ||= ENV["RUST_TARGET"] || `#{ENV["RUSTC"] || "rustc"} -vV`[/^host: (\S+)/, 1]

# A library serves one minor version of Ruby, so it lies in a folder named after it, as in a platform gem.
create_rust_makefile("omniauth/litmus/#{RUBY_VERSION[/\A\d+\.\d+/]}/omniauth_litmus_rs") do |rust|
  rust.extra_cargo_args = ["--locked"]
  # What is missing is named, not downloaded.
  rust.auto_install_rust_toolchain = false
  # With a target that is named, build scripts and macros are compiled into a folder beside that of the library, which
  # rb_sys does not know: 140 MB that would stay in the installed gem.
  rust.rubygems_clean_dirs += ["$(RB_SYS_CARGO_TARGET_DIR)/$(RB_SYS_CARGO_PROFILE_DIR)"]
  # RUSTFLAGS, which rb_sys sets, outdo .cargo/config.toml.
  rust.extra_rustflags = RustFlags.musl + RustFlags.remapped_paths
end
