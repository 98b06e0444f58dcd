# frozen_string_literal: true

require "io/wait"

# The least that Ruby's fiber scheduler interface asks for, on IO.select: what works on this one needs nothing that one
# library or the other adds to it.
#
#     MinimalScheduler.run { Fiber.schedule { … } }    # returns when every fiber has ended
class MinimalScheduler
  # @yield in a fiber, on a thread with a scheduler of its own
  # @return [void]
  def self.run(&)
    Thread.new do
      Fiber.set_scheduler(new)
      Fiber.schedule(&)
    end.join
  end

  def initialize
    @readable = {}
    @writable = {}
    @deadlines = {}
    @blocked = {}
    @unblocked = Thread::Queue.new
    @bell, @ringer = IO.pipe
  end

  # The hooks that Ruby calls; what they promise is in the documentation of Fiber::SchedulerInterface.

  def fiber(&)
    Fiber.new(blocking: false, &).tap(&:resume)
  end

  def io_wait(io, events, timeout)
    fiber = Fiber.current
    @readable[io] = fiber if events.anybits?(IO::READABLE)
    @writable[io] = fiber if events.anybits?(IO::WRITABLE)
    until_deadline(fiber, timeout) { Fiber.yield }
  ensure
    [@readable, @writable].each { |waiting| waiting.delete(io) }
  end

  def kernel_sleep(duration = nil)
    block(:sleep, duration)
  end

  def block(_blocker, timeout = nil)
    fiber = Fiber.current
    @blocked[fiber] = true
    until_deadline(fiber, timeout) { Fiber.yield }
  ensure
    @blocked.delete(fiber)
  end

  # The only one that other threads call.
  def unblock(_blocker, fiber)
    @unblocked << fiber
    @ringer.write_nonblock(".", exception: false)
  end

  def close
    run
  ensure
    @bell.close
    @ringer.close
  end

  private

  def run
    until [@readable, @writable, @blocked].all?(&:empty?)
      readable, writable = IO.select([@bell, *@readable.keys], @writable.keys, nil, patience)
      @bell.read_nonblock(1024, exception: false) if readable&.delete(@bell)
      resume(readable.to_a, writable.to_a)
      resume_unblocked
      resume_late
    end
  end

  # Each is looked up when its turn comes: a fiber that is resumed may have ended others.
  def resume(readable, writable)
    readable.each { |io| @readable[io]&.resume(IO::READABLE) }
    writable.each { |io| @writable[io]&.resume(IO::WRITABLE) }
  end

  def resume_unblocked
    Array.new(@unblocked.length) { @unblocked.pop }.each { |fiber| fiber.resume(true) if @blocked[fiber] }
  end

  def resume_late
    late = @deadlines.select { |_, deadline| deadline <= now }
    late.each_key { |fiber| fiber.resume(false) if @deadlines[fiber] }
  end

  def until_deadline(fiber, timeout)
    @deadlines[fiber] = now + timeout if timeout
    yield
  ensure
    @deadlines.delete(fiber)
  end

  def patience
    return if @deadlines.empty?

    [@deadlines.values.min - now, 0].max
  end

  def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
end
