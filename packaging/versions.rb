# frozen_string_literal: true

# Writes what the gem runs with here, for the table of `rake matrix`: ruby packaging/versions.rb FILE

require "json"
require "rbconfig"

GEMS = %w[omniauth rack railties doorkeeper puma async omniauth-oauth2 oauth2 faraday rb_sys rspec].freeze

versions = { "ruby" => RUBY_VERSION, "rubygems" => Gem::VERSION, "glibc" => `ldd --version`[/(\d+\.\d+)$/, 1] }
GEMS.each { |name| versions[name] = Gem::Specification.find_all_by_name(name).map(&:version).max.to_s }
versions["yjit"] = system(RbConfig.ruby, "--yjit", "-e", "exit RubyVM::YJIT.enabled?", err: File::NULL) ? "yes" : "no"
File.write(ARGV.fetch(0), JSON.generate(versions))
