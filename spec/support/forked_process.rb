# frozen_string_literal: true

require "json"
require "timeout"

# A process forked from this one, to which one writes lines, and which answers with lines of JSON. It runs nothing that
# this process has planned for its own end.
#
#     child = ForkedProcess.new { |hear, tell| tell.call(hear.call.upcase) while true }
#     child.tell("line")
#     child.hear                  # "LINE"
#     child.stop                  # or child.kill
class ForkedProcess
  # Seconds that an answer may take.
  PATIENCE = 180
  # Ends the lines: the end of the pipe would not, while later children have it open.
  LAST = "last line"

  # @return [Integer]
  attr_reader :pid

  # @yieldparam hear [Proc] returns the next line, or nil at the end
  # @yieldparam tell [Proc] answers with a plain value
  def initialize(&)
    from_parent, @to_child = IO.pipe
    @from_child, to_parent = IO.pipe
    @pid = fork do
      [@to_child, @from_child].each(&:close)
      live(from_parent, to_parent, &)
    end
    [from_parent, to_parent].each(&:close)
  end

  # @param line [String]
  def tell(line)
    @to_child.puts(line)
  end

  # @return [Object]
  def hear
    line = Timeout.timeout(PATIENCE) { @from_child.gets } or raise "the forked process has ended"
    answer = JSON.parse(line)
    raise "the forked process failed: #{answer["failure"]}" if answer.is_a?(Hash) && answer["failure"]

    answer
  end

  # @return [void]
  def kill
    Process.kill(:KILL, pid)
    end_it
  end

  # Lets it come to its end.
  #
  # @return [void]
  def stop
    tell(LAST)
    Timeout.timeout(PATIENCE) { end_it }
  rescue Timeout::Error, SystemCallError
    kill
  end

  private

  def end_it
    Process.wait(pid)
    [@to_child, @from_child].each { |pipe| pipe.close unless pipe.closed? }
  end

  def live(from_parent, to_parent)
    tell = lambda do |value|
      to_parent.puts(JSON.generate(value))
      to_parent.flush
    end
    yield -> { from_parent.gets&.chomp.then { |line| line unless line == LAST } }, tell
  rescue StandardError, ScriptError => e
    tell.call({ failure: "#{e.class}: #{e.message} #{e.backtrace.first(3)}" })
  ensure
    exit!(0)
  end
end
