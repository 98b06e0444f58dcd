# frozen_string_literal: true

require "socket"
require "stringio"
require "uri"

# A Rack app on a socket of loopback, one request a connection, with nothing but Ruby: for places that have no server.
#
#     PlainServer.run(app) { |base_url| … }
class PlainServer
  HOST = "127.0.0.1"

  # @param app [#call]
  # @yieldparam base_url [String]
  def self.run(app)
    server = new(app)
    yield server.base_url
  ensure
    server&.stop
  end

  # @param app [#call]
  def initialize(app)
    @app = app
    @listener = TCPServer.new(HOST, 0)
    @acceptor = Thread.new { loop { Thread.new(@listener.accept) { |socket| serve(socket) } } }
  end

  # @return [String]
  def base_url
    "http://#{HOST}:#{@listener.addr[1]}"
  end

  # @return [void]
  def stop
    @acceptor.kill
    @listener.close
  end

  private

  def serve(socket)
    verb, target, = socket.gets.to_s.split
    answer(socket, *@app.call(environment(socket, verb, target))) if target
  ensure
    socket.close
  end

  def environment(socket, verb, target)
    path, query = target.split("?", 2)
    fields = header_fields(socket)
    body = StringIO.new(socket.read(fields.fetch("CONTENT_LENGTH", 0).to_i).to_s.b)
    { "REQUEST_METHOD" => verb, "PATH_INFO" => path, "QUERY_STRING" => query.to_s, "SCRIPT_NAME" => "",
      "SERVER_NAME" => HOST, "SERVER_PORT" => @listener.addr[1].to_s, "REMOTE_ADDR" => HOST,
      "SERVER_PROTOCOL" => "HTTP/1.1", "rack.url_scheme" => "http", "rack.input" => body }.merge(fields)
  end

  def header_fields(socket)
    lines = []
    while (line = socket.gets("\r\n", chomp: true)) && !line.empty?
      lines << line.split(/:\s*/, 2)
    end
    lines.to_h do |name, value|
      key = name.upcase.tr("-", "_")
      [%w[CONTENT_TYPE CONTENT_LENGTH].include?(key) ? key : "HTTP_#{key}", value]
    end
  end

  def answer(socket, status, fields, body)
    text = +""
    body.each { |part| text << part }
    own = { "content-length" => text.bytesize, "connection" => "close" }
    lines = fields.reject { |name, _| own.key?(name.downcase) }.merge(own).flat_map { |name, value| field(name, value) }
    socket.write("HTTP/1.1 #{status} OK\r\n", *lines, "\r\n", text)
  end

  # Several values are an Array in Rack 3, and lines of one String in Rack 2.
  def field(name, value)
    Array(value).flat_map { |text| text.to_s.split("\n") }.map { |line| "#{name}: #{line}\r\n" }
  end
end
