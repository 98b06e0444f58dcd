# frozen_string_literal: true

require "rbconfig"

require_relative "../ext/omniauth_litmus_rs/rust_flags"

# For every cargo that a task starts, so that they share what they compile. RUSTFLAGS outdo .cargo/config.toml.
ENV["RUSTFLAGS"] ||= RustFlags.all.join(" ")
