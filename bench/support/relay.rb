# frozen_string_literal: true

# Distance: `ruby relay.rb SECONDS FROM:TO...` listens on the ports FROM of this machine and hands on to the ports TO
# what comes, each byte SECONDS later, in both directions.
#
# The kernel accepts a connection at once, so the client's first bytes are kept for the round trip that the TCP
# handshake would have taken: whoever connects early does not wait for it again.

require "socket"

# Bytes on their way in one direction.
class Lane
  # @param from [Socket]
  # @param to [Socket]
  # @param delay [Float] seconds
  # @param opens [Float] the moment before which nothing could have been sent
  def initialize(from, to, delay, opens)
    @from = from
    @to = to
    @delay = delay
    @opens = opens
    @under_way = []
    @ended = false
  end

  # @return [Socket, nil] where there may be more to read
  def source = (@from unless @ended)

  # @return [Float, nil] when the next bytes arrive
  def next_arrival = @under_way.first&.first

  # Puts what can be read on its way.
  def read(now)
    bytes = @from.read_nonblock(65_536, exception: false)
    return if bytes == :wait_readable

    @ended = bytes.nil?
    @under_way << [[now, @opens].max + @delay, bytes]
  rescue SystemCallError
    @ended = true
    @under_way << [now + @delay, nil]
  end

  # Hands over what has arrived.
  #
  # @return [Boolean] whether this was the end
  def deliver(now)
    while next_arrival && next_arrival <= now
      bytes = @under_way.shift.last
      bytes ? @to.write(bytes) : @to.close_write
      return true unless bytes
    end
    false
  rescue SystemCallError, IOError
    @under_way.clear
    @ended = true
  end
end

# All connections, on one thread.
class Relay
  # @param delay [Float] seconds that each byte takes
  # @param routes [Hash{Integer => Integer}]
  def initialize(delay, routes)
    @delay = delay
    @servers = routes.transform_keys { |port| TCPServer.new("127.0.0.1", port) }
    @lanes = []
  end

  # Never returns.
  def run
    loop do
      readable = wait
      now = clock
      readable.each { |socket| @servers.key?(socket) ? accept(socket, now) : read(socket, now) }
      @lanes.reject! { |lane| lane.deliver(now) }
    end
  end

  private

  def wait
    sources = @lanes.filter_map { |lane| [lane.source, lane] if lane.source }.to_h
    @by_source = sources
    arrival = @lanes.filter_map(&:next_arrival).min
    timeout = arrival && [arrival - clock, 0].max
    IO.select(@servers.keys + sources.keys, nil, nil, timeout)&.first || []
  end

  def read(socket, now) = @by_source.fetch(socket).read(now)

  def accept(server, now)
    near = server.accept
    far = TCPSocket.new("127.0.0.1", @servers.fetch(server))
    [near, far].each { |socket| socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1) }
    @lanes << Lane.new(near, far, @delay, now + (2 * @delay)) << Lane.new(far, near, @delay, now)
  end

  def clock = Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

delay, *routes = ARGV
Relay.new(Float(delay), routes.to_h { |route| route.split(":").map(&:to_i) }).run
