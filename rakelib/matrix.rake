# frozen_string_literal: true

require_relative "../packaging/matrix"

# MATRIX_CACHE says where roots, logs and compiled crates stay between runs (about 2 GB a release), MATRIX_SUITES which
# releases, MATRIX_SPECS which specs.
desc "Build, install and test the gem on Debian trixie and sid; needs root, mmdebstrap and a toolchain of rustup's"
task matrix: "package:source" do
  gem = Dir["pkg/omniauth-litmus-rs-#{OmniAuth::Litmus::VERSION}.gem"].first
  suites = ENV.fetch("MATRIX_SUITES", Packaging::Matrix::SUITES.join(" ")).split
  matrix = Packaging::Matrix.new(gem:, suites:, cache: File.expand_path(ENV.fetch("MATRIX_CACHE", "tmp/matrix")),
                                 specs: ENV.fetch("MATRIX_SPECS", "").split)
  exit(1) unless matrix.run
end
