# frozen_string_literal: true

require_relative "../packaging/newcomer"

# MATRIX_CACHE says where the root and its log stay between runs (about 2 GB), NEWCOMER_GEM which platform gem it is.
desc "Follow the guides in a minimal Debian with the platform gem; needs root and mmdebstrap"
task newcomer: (ENV["NEWCOMER_GEM"] ? [] : "package:native") do
  gem = ENV.fetch("NEWCOMER_GEM") { Dir["pkg/omniauth-litmus-rs-*-*.gem"].max_by { |file| File.mtime(file) } }
  cache = File.expand_path(ENV.fetch("MATRIX_CACHE", "tmp/matrix"))
  exit(1) unless Packaging::Newcomer.new(gem:, cache:).run
end
