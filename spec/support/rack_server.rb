# frozen_string_literal: true

require "socket"
require "stringio"

# A Rack app on a socket of loopback, over http or TLS, with nothing but Ruby: for every Ruby, whatever gems it has.
# Connections are kept open, and counted: a spec that says "no new connection" asks here and not the client.
#
#     RackServer.run(app) { |base_url| … }
class RackServer
  HOST = "127.0.0.1"
  # RFC 9110 §6.4.1.
  WITHOUT_BODY = [204, 304].freeze

  # @param app [#call]
  # @yieldparam base_url [String]
  def self.run(app, **options)
    server = new(app, **options)
    yield server.base_url
  ensure
    server&.stop
  end

  # @return [Integer]
  attr_reader :port

  # @param app [#call] Rack
  # @param leaf [ThrowAwayCA::Leaf, nil] speak TLS with this certificate
  def initialize(app, leaf: nil)
    @app = app
    @tls = tls(leaf) if leaf
    @lock = Mutex.new
    @open = []
    @accepted = 0
    @listener = TCPServer.new(HOST, 0)
    @port = @listener.addr[1]
    @acceptor = Thread.new { loop { accept(@listener.accept) } }
  end

  # @return [String]
  def base_url
    "#{@tls ? "https" : "http"}://#{HOST}:#{port}"
  end

  # @return [Integer] connections accepted so far
  def connections
    @lock.synchronize { @accepted }
  end

  # Ends the server, not waiting for clients that keep their connections open.
  #
  # @return [void]
  def stop
    @acceptor.kill.join
    @listener.close
    threads = @lock.synchronize { @open.dup }
    threads.each(&:kill).each(&:join)
  end

  private

  def tls(leaf)
    require "openssl"
    OpenSSL::SSL::SSLContext.new.tap do |context|
      certificate, *chain = OpenSSL::X509::Certificate.load_file(leaf.cert_file)
      context.add_certificate(certificate, OpenSSL::PKey.read(File.read(leaf.key_file)), chain)
    end
  end

  def accept(socket)
    socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
    @lock.synchronize do
      @accepted += 1
      @open << Thread.new { serve(socket) }
    end
  end

  def serve(socket)
    stream = @tls ? OpenSSL::SSL::SSLSocket.new(socket, @tls).tap(&:accept) : socket
    nil while request(stream)
  rescue IOError, SystemCallError, *(@tls ? [OpenSSL::SSL::SSLError] : [])
    nil # The client has gone.
  ensure
    socket.close
    @lock.synchronize { @open.delete(Thread.current) }
  end

  # @return [Boolean] whether the connection stays open
  def request(stream)
    verb, target, = stream.gets.to_s.split
    return false unless target

    env = environment(stream, verb, target)
    kept = env["HTTP_CONNECTION"].to_s.downcase != "close"
    status, fields, body = @app.call(env)
    stream.write(answer(verb, kept, status, fields, body))
    kept
  ensure
    body.close if body.respond_to?(:close)
  end

  def environment(stream, verb, target)
    path, query = target.split("?", 2)
    fields = header_fields(stream)
    body = StringIO.new(stream.read(fields.fetch("CONTENT_LENGTH", 0).to_i).to_s.b)
    { "REQUEST_METHOD" => verb, "PATH_INFO" => path, "QUERY_STRING" => query.to_s, "SCRIPT_NAME" => "",
      "SERVER_NAME" => HOST, "SERVER_PORT" => port.to_s, "REMOTE_ADDR" => HOST,
      "REMOTE_PORT" => stream.to_io.remote_address.ip_port.to_s, "SERVER_PROTOCOL" => "HTTP/1.1",
      "HTTPS" => (@tls ? "on" : "off"), "rack.url_scheme" => (@tls ? "https" : "http"), "rack.input" => body,
      "rack.errors" => $stderr, "rack.multithread" => true, "rack.multiprocess" => false, "rack.run_once" => false }
      .merge(fields)
  end

  def header_fields(stream)
    fields = {}
    until (line = stream.gets.to_s.chomp).empty?
      name, value = line.split(/:\s*/, 2)
      key = name.upcase.tr("-", "_")
      key = "HTTP_#{key}" unless %w[CONTENT_TYPE CONTENT_LENGTH].include?(key)
      fields[key] = fields.key?(key) ? "#{fields[key]}, #{value}" : value
    end
    fields
  end

  # @return [String] its bytes
  def answer(verb, kept, status, fields, body)
    text = text_of(body)
    own = { "content-length" => text.bytesize, "connection" => kept ? "keep-alive" : "close" }
    if WITHOUT_BODY.include?(status)
      own.delete("content-length")
      text = ""
    end
    lines = fields.reject { |name, _| own.key?(name.downcase) }.merge(own).flat_map { |name, value| field(name, value) }
    "HTTP/1.1 #{status} X\r\n#{lines.join}\r\n".b << (verb == "HEAD" ? "" : text)
  end

  def text_of(body)
    "".b.tap { |text| body.each { |part| text << part.b } }
  end

  # Several values are an Array in Rack 3, and lines of one String in Rack 2.
  def field(name, value)
    Array(value).flat_map { |text| text.to_s.split("\n") }.map { |line| "#{name}: #{line}\r\n" }
  end
end
