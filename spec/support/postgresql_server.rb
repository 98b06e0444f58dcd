# frozen_string_literal: true

require "pg"
require_relative "database_server"

# PostgreSQL, of the newest version that is installed.
#
#     ActiveRecord::Base.establish_connection(PostgresqlServer.shared.settings)
class PostgresqlServer < DatabaseServer
  USER = "litmus"

  # @return [Hash] of an Active Record connection
  def settings
    { adapter: "postgresql", host: @directory, username: USER, database: "postgres" }
  end

  private

  def prepare
    FileUtils.chown(server_user, nil, @directory) if server_user
    arguments = ["-D", data, "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
    system(*as_server_user, program("initdb"), *arguments, %i[out err] => [log, "a"], exception: true)
  end

  # What is lost when the power fails is lost.
  def command
    settings = ["fsync=off", "listen_addresses=", "unix_socket_directories=#{@directory}", "max_connections=200"]
    [*as_server_user, program("postgres"), "-D", data, *settings.flat_map { |setting| ["-c", setting] }]
  end

  # Clients are not waited for.
  def end_signal = "INT"

  def answers?
    PG.connect(host: @directory, user: USER, dbname: "postgres").close
    true
  rescue PG::Error
    false
  end

  def data
    File.join(@directory, "data")
  end

  # PostgreSQL refuses to run as root; its package brings a user.
  def server_user
    "postgres" if Process.uid.zero?
  end

  def as_server_user
    return [] unless server_user

    user = Etc.getpwnam(server_user)
    ["setpriv", "--reuid=#{user.uid}", "--regid=#{user.gid}", "--clear-groups"]
  end

  # Debian keeps the programs of each version apart and off the PATH.
  def program(name)
    versions = Dir["/usr/lib/postgresql/*/bin/#{name}"].sort_by { |path| path[%r{/(\d+)/}, 1].to_i }
    versions.last || name
  end
end
