# frozen_string_literal: true

require "rbconfig"

require_relative "../packaging/matrix"

# MATRIX_CACHE says where roots, logs and compiled crates stay between runs (about 2 GB a release), MATRIX_SUITES which
# releases, MATRIX_SPECS which specs.
desc "Build, install and test the gem on Debian trixie and sid; needs root, mmdebstrap and a toolchain of rustup's"
task matrix: %w[package:source package:native] do
  gem = Dir["pkg/omniauth-litmus-rs-#{OmniAuth::Litmus::VERSION}.gem"].first
  platform = Dir["pkg/omniauth-litmus-rs-#{OmniAuth::Litmus::VERSION}-*.gem"].max_by { |file| File.mtime(file) }
  suites = ENV.fetch("MATRIX_SUITES", Packaging::Matrix::SUITES.join(" ")).split
  cache = File.expand_path(ENV.fetch("MATRIX_CACHE", "tmp/matrix"))
  matrix = Packaging::Matrix.new(gem:, platform:, cache:, suites:, specs: ENV.fetch("MATRIX_SPECS", "").split)
  exit(1) unless matrix.run
end

desc "Run the specs once more under YJIT, where this Ruby has it"
task yjit: %i[compile probe] do
  if system(RbConfig.ruby, "--yjit", "-e", "exit RubyVM::YJIT.enabled?", err: File::NULL)
    sh({ "RUBYOPT" => "--yjit" }, RbConfig.ruby, "-S", "rspec")
  else
    puts "Ruby #{RUBY_VERSION} was built without YJIT"
  end
end
