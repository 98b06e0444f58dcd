# frozen_string_literal: true

require "fileutils"
require "json"
require "rbconfig"
require "tmpdir"

require_relative "../../spec/support/throw_away_ca"
require_relative "processes"

module Bench
  # Litmus, as far as a login sees it: nginx with TLS and HTTP/2 on two ports, one for each host, with fixed answers.
  # The same is to be had at a distance, and in no hurry.
  class Litmus
    # The round trip at a distance, in seconds.
    ROUND_TRIP = 0.05
    # The round trip to a server next door, in seconds: long enough that every call waits.
    NEAR = 0.004
    # What a slow provider takes for each answer, in seconds.
    SLOWNESS = 0.5

    TOKEN = JSON.generate(
      access_token: "2YotnFZFEjr1zCsicMWpAA2YotnFZFEjr1zCsicMWpAA", token_type: "Bearer", expires_in: 7200,
      refresh_token: "tGzv3JOkF0XG5Qx2TlKWIAtGzv3JOkF0XG5Qx2TlKWIA", scope: "full", created_at: 1_767_225_600
    ).freeze
    PROFILE = JSON.generate(
      user: { id: 1001, email: "maya@example.com", full_name: "Maya Okafor", first_name: "Maya", last_name: "Okafor" }
    ).freeze
    private_constant :TOKEN, :PROFILE

    # Where the two hosts are, and whom to trust, for a process that is told so by its environment.
    # By default that is a file with one authority, and the distribution's folder: OpenSSL looks into a folder when it
    # has to, but reads a whole file for every new connection of the Ruby stack.
    Place = Struct.new(:oauth, :api, :authorities) do
      # @return [Hash{String => String, nil}]
      def environment
        proxies = %w[https_proxy http_proxy all_proxy no_proxy].flat_map { |name| [name, name.upcase] }
        proxies.to_h { |name| [name, nil] }.merge(
          "SSL_CERT_FILE" => authorities, "SSL_CERT_DIR" => "/etc/ssl/certs",
          "LITMUS_OAUTH_HOST" => "https://127.0.0.1:#{oauth}", "LITMUS_API_HOST" => "https://127.0.0.1:#{api}"
        )
      end
    end

    def initialize
      @processes = Processes.new
      @directory = Dir.mktmpdir("bench-litmus")
      @ca = ThrowAwayCA.shared
    end

    # @return [Place] on this machine
    def here
      @here ||= nginx("here", [TOKEN, PROFILE].map { |answer| "return 200 '#{answer}';" })
    end

    # @return [Place] the same, but its authority stands in a file with all of the distribution's, as in most processes
    def here_among_all
      @here_among_all ||= Place.new(here.oauth, here.api, File.join(@directory, "authorities.pem")).tap do |place|
        files = ["/etc/ssl/certs/ca-certificates.crt", @ca.ca_file]
        File.write(place.authorities, files.map { |file| File.read(file) }.join)
      end
    end

    # @return [Place] the same, {ROUND_TRIP} away
    def far = @far ||= away(ROUND_TRIP)

    # @return [Place] the same, {NEAR} away
    def near = @near ||= away(NEAR)

    # @return [Place] on this machine, but it takes {SLOWNESS} to answer
    def slow
      @slow ||= nginx("slow", [TOKEN, PROFILE].map { |answer| "proxy_pass http://127.0.0.1:#{thinker(answer)};" })
    end

    # @return [void]
    def stop
      @processes.stop
      FileUtils.remove_entry(@directory)
    end

    private

    def away(round_trip)
      place do |*ports|
        routes = ports.zip([here.oauth, here.api]).map { |route| route.join(":") }
        ruby("relay.rb", (round_trip / 2).to_s, *routes, ports:)
      end
    end

    def place
      ports = Array.new(2) { @processes.free_port }
      yield(*ports)
      Place.new(*ports, @ca.ca_file)
    end

    def thinker(answer)
      port = @processes.free_port
      ruby("slow_answers.rb", port.to_s, SLOWNESS.to_s, answer, ports: [port])
      port
    end

    def ruby(script, *arguments, ports:)
      @processes.start(RbConfig.ruby, File.join(__dir__, script), *arguments, ports:)
    end

    def nginx(name, answers)
      prefix = File.join(@directory, name)
      FileUtils.mkdir_p(prefix)
      place do |*ports|
        File.write(File.join(prefix, "nginx.conf"), configuration(ports.zip(answers)))
        log = File.join(prefix, "error.log")
        @processes.start({ "PATH" => "#{ENV.fetch("PATH")}:/usr/sbin" }, "nginx", "-p", prefix, "-c", "nginx.conf",
                         "-e", log, ports:, err: log)
      end
    end

    # As many requests on one connection as one likes: a new one after every thousand is not what is asked here.
    def configuration(servers)
      <<~NGINX
        daemon off;
        pid nginx.pid;
        worker_processes 2;
        events { worker_connections 4096; }
        http {
          access_log off;
          default_type application/json;
          keepalive_requests 10000000;
          ssl_certificate #{leaf.cert_file};
          ssl_certificate_key #{leaf.key_file};
          ssl_protocols TLSv1.2 TLSv1.3;
          ssl_session_cache shared:tls:10m;
          #{%w[client_body proxy fastcgi uwsgi scgi].map { |kind| "#{kind}_temp_path #{kind};" }.join(" ")}
          #{servers.map { |port, answer| server(port, answer) }.join("\n  ")}
        }
      NGINX
    end

    def server(port, answer)
      path = answer.include?("access_token") ? "/oauth/token" : "/v2/users/current"
      path = "/" if answer.start_with?("proxy_pass")
      "server { listen 127.0.0.1:#{port} ssl http2 backlog=4096; location #{path} { #{answer} } }"
    end

    def leaf = @ca.leaf(:good)
  end
end
