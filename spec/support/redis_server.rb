# frozen_string_literal: true

require "redis"
require_relative "database_server"

# Redis, on a socket of its own.
#
#     Redis.new(path: RedisServer.shared.path)
class RedisServer < DatabaseServer
  # @return [String] of its socket
  def path
    File.join(@directory, "redis.sock")
  end

  private

  def command
    ["redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--dir", @directory]
  end

  def answers?
    Redis.new(path:).tap(&:ping).close
    true
  rescue Redis::BaseError, SystemCallError
    false
  end
end
