# frozen_string_literal: true

# A Rack app that allows so many requests in each window of whole seconds, as Litmus's v3 API does, and counts.
#
#     api = WindowedApi.new(limit: 300, seconds: 2)
#     api.accepted   # in each window
#     api.early      # requests that came between a refusal and its reset
class WindowedApi
  # @return [Integer] refused requests
  attr_reader :refused
  # @return [Integer] requests that came between a refusal and its reset
  attr_reader :early

  # @param limit [Integer]
  # @param seconds [Integer]
  # @param others [Array<Integer>] requests of somebody else's at the begin of the first windows
  def initialize(limit:, seconds:, others: [])
    @limit = limit
    @seconds = seconds
    @others = others
    @windows = {}
    @refused = @early = 0
    @closed_until = 0
    @paths = Hash.new(0)
    @lock = Mutex.new
  end

  # @return [Array<Integer>] accepted requests of each window
  def accepted = @lock.synchronize { @windows.values.map { |window| window[:accepted] } }

  # @return [Hash{String => Integer}] how often each path was accepted
  def paths = @lock.synchronize { @paths.dup }

  # The Rack interface.
  def call(env)
    window, allowed, remaining = @lock.synchronize { take(Time.now.to_i, env["PATH_INFO"]) }
    headers = {
      "content-type" => "application/json", "x-ratelimit-limit" => @limit.to_s,
      "x-ratelimit-remaining" => remaining.to_s, "x-ratelimit-reset" => ((window + 1) * @seconds).to_s
    }
    allowed ? [200, headers, [%({"path":"#{env["PATH_INFO"]}"})]] : [429, headers, []]
  end

  private

  def take(now, path)
    @early += 1 if now < @closed_until
    number = now / @seconds
    window = @windows[number] ||= { accepted: 0, used: @others.shift || 0 }
    return refuse(number) if window[:used] >= @limit

    window[:accepted] += 1
    @paths[path] += 1
    [number, true, @limit - (window[:used] += 1)]
  end

  def refuse(number)
    @refused += 1
    @closed_until = (number + 1) * @seconds
    [number, false, 0]
  end
end
