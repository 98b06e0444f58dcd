# frozen_string_literal: true

require "fileutils"
require "rack"
require "socket"
require "stringio"
require "timeout"
require "tmpdir"
require_relative "rack_server"
require_relative "throw_away_ca"

# nginx before a Rack app of this process: TLS, HTTP/2 and closed connections as real servers have them. It tells the
# app over which connection each request came, so a spec reads it from requests that have arrived.
#
#     front = NginxFront.new(sandbox, keepalive_requests: 2)
#     front.base_url, front.ca_file
#     front.arrivals("/oauth/token").map(&:connection)
#     front.close_connections
#     front.stop
class NginxFront
  HOST = "127.0.0.1"
  # Seconds after which an event that does not come is a failure.
  PATIENCE = 20

  # A request: `connection` is nginx's number of the one it came over, `nth` counts the requests on that one, `session`
  # is "r" where TLS has resumed one and "." where not.
  Arrival = Struct.new(:path, :connection, :nth, :protocol, :session, :body, keyword_init: true)

  # @return [String] what a client must trust. A file of this front's own: clients that trust different files share
  #   neither connections nor TLS sessions
  attr_reader :ca_file

  # @param app [#call] Rack
  # @param http2 [Boolean] whether nginx offers it
  # @param tls [String] the one version that is spoken
  # @param directives [Hash{Symbol => Object}] of nginx's server block
  def initialize(app, http2: true, tls: "TLSv1.3", **directives)
    @app = app
    @arrivals = []
    @lock = Mutex.new
    @behind = RackServer.new(method(:call))
    @directory = Dir.mktmpdir("nginx-front")
    @ca_file = write("ca.pem", File.read(ThrowAwayCA.shared.ca_file))
    write("ticket.key", Random.bytes(80))
    start("ssl#{" http2" if http2}", ssl_protocols: tls, **directives)
  end

  # @return [String]
  def base_url = "https://#{HOST}:#{@port}"

  # @param path [String, nil]
  # @return [Array<Arrival>] the requests so far, to this path
  def arrivals(path = nil)
    @lock.synchronize { @arrivals.dup }.select { |arrival| path.nil? || arrival.path == path }
  end

  # Closes all connections on which nothing is under way, as a server does that gets a new configuration; on HTTP/2 it
  # says GOAWAY first. Returns when they are closed.
  #
  # @return [void]
  def close_connections
    serving = workers
    Process.kill(:HUP, @pid)
    wait_until { (workers & serving).empty? }
  end

  # @return [void]
  def stop
    Process.kill(:TERM, @pid)
    Process.wait(@pid)
    @behind.stop
    FileUtils.remove_entry(@directory)
  end

  private

  def write(name, content)
    File.join(@directory, name).tap { |path| File.binwrite(path, content) }
  end

  # The listener is handed over as nginx does it to its successor: no other process can take the port meanwhile.
  def start(listen, **directives)
    listener = TCPServer.new(HOST, 0)
    @port = listener.addr[1]
    write("nginx.conf", configuration(listen, directives))
    @pid = spawn_nginx(listener.fileno)
    listener.close
    wait_until { workers.any? }
  rescue Errno::ENOENT
    raise "There is no nginx: run bin/setup"
  end

  def spawn_nginx(listener)
    environment = { "PATH" => "#{ENV.fetch("PATH")}:/usr/sbin", "NGINX" => "#{listener};" }
    log = File.join(@directory, "error.log")
    Process.spawn(environment, "nginx", "-p", @directory, "-c", "nginx.conf", "-e", log, listener => listener, err: log)
  end

  # A session that one configuration has begun can be resumed under the next: they share the key of the tickets.
  def configuration(listen, directives)
    <<~NGINX
      daemon off;
      pid nginx.pid;
      worker_processes 1;
      worker_shutdown_timeout 100ms;
      events { worker_connections 1024; }
      http {
        access_log off;
        #{%w[client_body proxy fastcgi uwsgi scgi].map { |kind| "#{kind}_temp_path #{kind};" }.join(" ")}
        server {
          listen #{HOST}:#{@port} #{listen};
          ssl_certificate #{leaf.cert_file};
          ssl_certificate_key #{leaf.key_file};
          ssl_session_ticket_key ticket.key;
          #{directives.map { |name, value| "#{name} #{value};" }.join(" ")}
          location / {
            proxy_pass http://#{RackServer::HOST}:#{@behind.port};
            proxy_next_upstream off;
            proxy_set_header Host $http_host;
            proxy_set_header X-Via "$connection $connection_requests $server_protocol $ssl_session_reused";
          }
        }
      }
    NGINX
  end

  def leaf = ThrowAwayCA.shared.leaf

  def call(env)
    body = env["rack.input"].read
    env["rack.input"] = StringIO.new(body)
    connection, nth, protocol, session = env.fetch("HTTP_X_VIA").split
    arrival = Arrival.new(path: env["PATH_INFO"], connection:, nth: nth.to_i, protocol:, session:, body:)
    @lock.synchronize { @arrivals << arrival }
    @app.call(env)
  end

  # nginx's children, the ones that serve.
  def workers = File.read("/proc/#{@pid}/task/#{@pid}/children").split

  def wait_until
    Timeout.timeout(PATIENCE) { sleep(0.001) until yield }
  end
end
