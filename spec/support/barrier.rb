# frozen_string_literal: true

# Lets nobody through before all are there; says in `together` how many that were.
class Barrier
  attr_reader :together

  def initialize(size)
    @size = size
    @waiting = @together = 0
    @lock = Mutex.new
    @all_there = ConditionVariable.new
  end

  def wait
    @lock.synchronize do
      @together = [@together, @waiting += 1].max
      @waiting == @size ? @all_there.broadcast : @all_there.wait(@lock, 20)
    end
  end
end
