# frozen_string_literal: true

require "timeout"
require_relative "generated_app"
require_relative "../../../examples/demo/browser"
require_relative "../../../examples/demo/ports"

# `rails server` in a process of its own, in development.
#
#     RailsServer.run(app) { |server| server.browser.visit("#{server.url}/…") }
class RailsServer
  PATIENCE = 180

  # @param app [GeneratedApp]
  # @yieldparam server [RailsServer] stopped at the end of the block
  def self.run(app, **env)
    server = start(app, **env)
    yield server
  ensure
    server&.stop
  end

  # @param app [GeneratedApp]
  # @return [RailsServer] for {#stop} to stop
  def self.start(app, **env)
    port = Demo::Ports.any
    new([RbConfig.ruby, "bin/rails", "server", "--port", port.to_s], port, app.root, env.transform_keys(&:to_s))
  end

  # @return [String]
  attr_reader :url

  # @param command [Array<String>] that ends in a server
  # @param port [Integer]
  # @param directory [String]
  # @param env [Hash{String => String, nil}]
  def initialize(command, port, directory, env = {})
    @url = "http://localhost:#{port}"
    @output, output = IO.pipe
    @pid = spawn(GeneratedApp::ENVIRONMENT.merge(env), *command, %i[out err] => output, in: File::NULL,
                                                                 chdir: directory, pgroup: true)
    output.close
    @said = +""
    wait
    @reader = Thread.new { @output.each_line { |line| @said << line } }
  end

  # @return [String] what was printed so far: Rails' log of requests, too
  def log = @said

  # @return [Demo::Browser] of a person of their own
  def browser = Demo::Browser.new

  # @return [void]
  def stop
    Process.kill(:TERM, -@pid)
    Timeout.timeout(30) { Process.wait(@pid) }
    @reader&.join
    @output.close
  rescue Errno::ESRCH, Errno::ECHILD
    nil
  rescue Timeout::Error
    Process.kill(:KILL, -@pid)
    Process.wait(@pid)
  end

  private

  def wait
    Timeout.timeout(PATIENCE) { @said << @output.readpartial(4096) until @said.include?("Use Ctrl-C to stop") }
  rescue EOFError, Timeout::Error
    stop
    raise "there is no server:\n#{@said}"
  end
end
