# frozen_string_literal: true

require "mkmf"
require "rb_sys/mkmf"

create_rust_makefile("omniauth/litmus/omniauth_litmus_rs") do |rust|
  rust.extra_cargo_args = ["--locked"]
end
