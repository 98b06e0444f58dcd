# frozen_string_literal: true

require "stringio"
require_relative "scripted_server"

# A scripted server whose script is a Rack app: for every Ruby, whatever gems it has.
#
#     RackServer.run(app) { |server| … server.base_url … }
class RackServer < ScriptedServer
  # RFC 9110 §6.4.1.
  WITHOUT_BODY = [204, 304].freeze

  # @see #initialize
  # @yieldparam server [RackServer] stopped at the end of the block
  def self.run(*app, **options)
    server = new(*app, **options)
    yield server
  ensure
    server&.stop
  end

  # @param app [#call] Rack
  # @param leaf [ThrowAwayCA::Leaf, nil] speak TLS with this certificate
  def initialize(app, leaf: nil)
    @app = app
    super(leaf:)
  end

  private

  # Every request is the app's, and none is kept.
  def record(_request) = method(:respond)

  def respond(exchange)
    env = environment(exchange)
    status, fields, body = @app.call(env)
    kept = env["HTTP_CONNECTION"].to_s.downcase != "close"
    exchange.write(answer_of(env["REQUEST_METHOD"], kept, status, fields, body))
    exchange.go_on if kept
  ensure
    body.close if body.respond_to?(:close)
  end

  def environment(exchange)
    request = exchange.request
    path, query = request.target.split("?", 2)
    { "REQUEST_METHOD" => request.verb, "PATH_INFO" => path, "QUERY_STRING" => query.to_s, "SCRIPT_NAME" => "",
      "SERVER_NAME" => HOST, "SERVER_PORT" => port.to_s, "REMOTE_ADDR" => HOST,
      "REMOTE_PORT" => exchange.remote_port.to_s, "SERVER_PROTOCOL" => "HTTP/1.1",
      "HTTPS" => (@context ? "on" : "off"), "rack.url_scheme" => (@context ? "https" : "http"),
      "rack.input" => StringIO.new(request.body.to_s.b), "rack.errors" => $stderr, "rack.multithread" => true,
      "rack.multiprocess" => false, "rack.run_once" => false }
      .merge(request.headers.transform_keys { |name| key(name) })
  end

  def key(name)
    key = name.upcase.tr("-", "_")
    %w[CONTENT_TYPE CONTENT_LENGTH].include?(key) ? key : "HTTP_#{key}"
  end

  # @return [String] its bytes
  def answer_of(verb, kept, status, fields, body)
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
