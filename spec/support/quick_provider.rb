# frozen_string_literal: true

require "socket"
require "json"

# A provider in a process of its own that answers as fast as Ruby can: for specs that sign in so often that the sandbox
# would be what they wait for. Any code is a user of that name.
class QuickProvider
  # @yieldparam provider [QuickProvider] ended with the block
  def self.run
    provider = new
    yield provider
  ensure
    provider&.stop
  end

  # @return [String]
  attr_reader :base_url

  def initialize
    listener = TCPServer.new("127.0.0.1", 0)
    @base_url = "http://127.0.0.1:#{listener.addr[1]}"
    parent_lives, @parent = IO.pipe
    @pid = fork { serve(listener, parent_lives) }
    [listener, parent_lives].each(&:close)
  end

  def stop
    Process.kill(:KILL, @pid)
    Process.wait(@pid)
    @parent.close
  end

  private

  # Nothing that the parent has planned for its own end may run here.
  def serve(listener, parent_lives)
    @parent.close
    Thread.new { parent_lives.read && exit!(0) }
    loop { Thread.new(listener.accept) { |socket| nil while exchange(socket) } }
  end

  def exchange(socket)
    head = socket.gets("\r\n\r\n") or return
    body = socket.read(head[/^content-length: (\d+)/i, 1].to_i)
    socket.write(answer(head.start_with?("POST") ? token(body) : profile(head)))
  end

  def token(body)
    { access_token: "token-for-#{JSON.parse(body)["code"]}", token_type: "Bearer", expires_in: 7200 }
  end

  def profile(head)
    { user: { id: head[/^authorization: Bearer token-for-(\S+)/i, 1], full_name: "Somebody" } }
  end

  def answer(members)
    json = JSON.generate(members)
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{json.bytesize}\r\n\r\n#{json}"
  end
end
