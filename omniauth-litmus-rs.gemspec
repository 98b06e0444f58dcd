# frozen_string_literal: true

require_relative "lib/omniauth/litmus/version"

Gem::Specification.new do |spec|
  spec.name = "omniauth-litmus-rs"
  spec.version = OmniAuth::Litmus::VERSION
  spec.authors = ["the omniauth-litmus-rs contributors"]
  spec.email = ["contributors@omniauth-litmus-rs.invalid"]
  spec.summary = "Sign in with Litmus: an OmniAuth strategy on a Rust core"
  spec.description = "A drop-in replacement for omniauth-litmus. The OAuth 2.0 authorization code grant, PKCE, " \
                     "refresh, revocation and API calls are in Rust; nothing else is needed but OmniAuth."
  spec.license = "MIT"
  spec.required_ruby_version = ">= 3.1"
  spec.metadata = { "rubygems_mfa_required" => "true" }

  spec.files = Dir.chdir(__dir__) do
    Dir["lib/**/*.{rb,erb,css}", "sig/**/*.rbs", "ext/**/*.{rs,rb,toml}", "ext/README.md", "Cargo.{toml,lock}",
        ".cargo/config.toml", "README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE.txt"].sort
  end
  spec.require_paths = ["lib"]
  spec.extensions = ["ext/omniauth_litmus_rs/extconf.rb"]

  spec.add_dependency "omniauth", "~> 2.0"
  spec.add_dependency "rb_sys", ">= 0.9.87", "< 1"
end
