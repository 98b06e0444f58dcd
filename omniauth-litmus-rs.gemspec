# frozen_string_literal: true

require_relative "lib/omniauth/litmus/version"
require_relative "packaging/project"

# The source gem. A platform gem is made from it by packaging/platform_gem.rb.
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
  spec.homepage = Project::HOME
  spec.metadata = { "rubygems_mfa_required" => "true", **Project::ADDRESSES }

  # At run time: Ruby, its types, programs. To be built: the workspace and its lock. To be read.
  spec.files = Dir.chdir(__dir__) do
    Dir["lib/**/*.{rb,rake,erb,css,tt,yml}", "sig/**/*.rbs", "exe/*",
        "Cargo.{toml,lock}", ".cargo/config.toml", "ext/omniauth_litmus_rs/**/Cargo.toml",
        "ext/omniauth_litmus_rs/{extconf,preflight,libclang,rust_flags}.rb", "ext/omniauth_litmus_rs/build.rs",
        "ext/omniauth_litmus_rs/{,core/}src/**/*.rs",
        "README.md", "CHANGELOG.md", "SECURITY.md", "THREAT_MODEL.md", "LICENSE.txt", "THIRD_PARTY_LICENSES.txt",
        ".yardopts", "docs/**/*.md", "ext/README.md"].sort
  end
  spec.require_paths = ["lib"]
  spec.bindir = "exe"
  spec.executables = spec.files.grep(%r{\Aexe/}) { |file| File.basename(file) }
  spec.extensions = ["ext/omniauth_litmus_rs/extconf.rb"]

  spec.add_dependency "omniauth", "~> 2.0"
  # Only to build; RubyGems knows no dependency of that kind.
  spec.add_dependency "rb_sys", ">= 0.9.87", "< 1"
end
