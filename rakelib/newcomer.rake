# frozen_string_literal: true

require "socket"

require_relative "../packaging/image"
require_relative "../packaging/newcomer"

# MATRIX_CACHE says where roots and logs stay between runs (about 2 GB), NEWCOMER_GEM which platform gem it is.
newcomer = lambda do
  gem = ENV.fetch("NEWCOMER_GEM") { Dir["pkg/omniauth-litmus-rs-*-*.gem"].max_by { |file| File.mtime(file) } }
  { gem:, cache: File.expand_path(ENV.fetch("MATRIX_CACHE", "tmp/matrix")) }
end
packed = ENV["NEWCOMER_GEM"] ? [] : "package:native"

desc "Follow the guides in a minimal Debian with the platform gem; needs root and mmdebstrap"
task newcomer: packed do
  exit(1) unless Packaging::Newcomer.new(**newcomer.call).run
end

desc "Build the Dockerfile of docs/guides/deployment.md without Docker, and ask the app in it for its health"
task "newcomer:image" => packed do
  port = TCPServer.open("127.0.0.1", 0) { |socket| socket.addr[1] }
  exit(1) unless Packaging::Image.new(**newcomer.call, port:).build
end
