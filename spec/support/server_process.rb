# frozen_string_literal: true

require_relative "forked_process"

# A server of the specs in a process of its own: what it does takes nothing from this one.
#
#     server = ServerProcess.new { RackServer.new(app) }
#     server.base_url
#     server.stop
class ServerProcess
  # @return [String]
  attr_reader :base_url

  # @yieldreturn [#base_url] the server, begun in the new process
  def initialize
    @process = ForkedProcess.new do |hear, tell|
      tell.call(yield.base_url)
      hear.call
    end
    @base_url = @process.hear
  end

  # @return [void]
  def stop = @process.kill
end
