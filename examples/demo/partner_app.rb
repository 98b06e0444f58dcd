# frozen_string_literal: true

require "net/http"
require "timeout"
require_relative "ports"

module Demo
  # examples/partner_app under Puma, in a process of its own: the gem reads its environment when it is loaded.
  class PartnerApp
    DIRECTORY = File.expand_path("../partner_app", __dir__)
    # Seconds for Rails to boot on a slow machine.
    PATIENCE = 120
    # Seconds that it has to end.
    LAST_WORDS = 20

    # The app did not come up, or ended.
    class Failed < StandardError; end

    # @return [String] origin
    attr_reader :url
    # @return [String] path
    attr_reader :log_file

    # @param environment [Hash{String => String, nil}] on top of this process's
    # @param log_file [String] gets what the app prints
    # @param port [Integer]
    def initialize(environment, log_file:, port: Ports.any)
      @environment = environment.merge("PORT" => port.to_s, "RAILS_ENV" => "development", "RACK_ENV" => "development")
      @log_file = log_file
      @url = "http://localhost:#{port}"
    end

    # @return [self] once it answers
    # @raise [Failed]
    def start
      # A process group of its own: Ctrl-C is for the demo, which then stops the app and waits for it.
      @pid = Process.spawn(@environment, "bundle", "exec", "puma", "--config", "config/puma.rb",
                           chdir: DIRECTORY, in: File::NULL, out: [log_file, "w"], err: %i[child out], pgroup: true)
      sleep 0.1 until answering?
      self
    end

    # @return [void] when it has ended, by itself or through {#stop}
    def wait
      Process.wait(@pid) if @pid
      @pid = nil
    end

    # @return [void] when it has ended
    def stop
      Process.kill(:TERM, @pid) if @pid
      Timeout.timeout(LAST_WORDS) { wait }
    rescue Timeout::Error
      # Some releases of Puma can wait for themselves at their end.
      Process.kill(:KILL, @pid)
      wait
    end

    # @return [String] what it printed so far
    def log
      File.read(log_file, encoding: Encoding::UTF_8).scrub
    end

    private

    def answering?
      @deadline ||= now + PATIENCE
      raise Failed, "the partner app ended: see #{log_file}" if ended?
      raise Failed, "the partner app does not answer after #{PATIENCE} s: see #{log_file}" if now > @deadline

      # No proxy: it could not reach this machine.
      uri = URI(url)
      Net::HTTP.start(uri.host, uri.port, nil) { |http| http.get("/") }
    rescue SystemCallError
      false
    end

    def ended?
      @pid = nil if Process.wait(@pid, Process::WNOHANG)
      @pid.nil?
    end

    def now
      Process.clock_gettime(Process::CLOCK_MONOTONIC)
    end
  end
end
