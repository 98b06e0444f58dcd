# frozen_string_literal: true

require "etc"
require "fileutils"
require "timeout"
require "tmpdir"

# A real server of the specs, in a directory and on a socket of its own. It ends with `stop`, with this process, and
# with the pipe to its guard, which nothing survives.
class DatabaseServer
  # Seconds that a server may take to answer, and to end.
  PATIENCE = 60
  # Starts a server and waits for the end of its standard input, which is the end of the process that holds the pipe.
  GUARD = 'signal=$1; shift; "$@" & server=$!; read -r _; kill -s "$signal" $server 2>/dev/null; wait $server'

  class << self
    # @return [DatabaseServer] the one of this run, started when first asked for
    def shared
      @shared ||= new
    end
  end

  def initialize
    @owner = Process.pid
    @directory = Dir.mktmpdir("litmus-#{self.class.name.downcase}")
    prepare
    @guard_in, @pipe = IO.pipe
    @pid = Process.spawn("sh", "-c", GUARD, "guard", end_signal, *command,
                         in: @guard_in, %i[out err] => [log, "a"], pgroup: true)
    @guard_in.close
    at_exit { stop }
    wait_until_it_answers
  end

  # @return [void]
  def stop
    return if @pid.nil? || Process.pid != @owner

    @pipe.close
    Timeout.timeout(PATIENCE) { Process.wait(@pid) }
    @pid = nil
    FileUtils.remove_entry(@directory)
  end

  private

  def prepare; end
  def end_signal = "TERM"

  def log
    File.join(@directory, "log")
  end

  def wait_until_it_answers
    Timeout.timeout(PATIENCE) { sleep(0.05) until answers? }
  rescue Timeout::Error
    raise "#{self.class} did not start:\n#{File.read(log)}"
  end
end
