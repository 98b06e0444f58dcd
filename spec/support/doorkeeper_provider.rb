# frozen_string_literal: true

require "fileutils"
require "json"
require "rbconfig"
require "timeout"
require "tmpdir"

# Real Doorkeeper in a real Rails app on SQLite, under Puma in a process of its own, playing Litmus. The app is
# `doorkeeper_provider/app.rb`.
#
#     provider = DoorkeeperProvider.start(rotation: :first_use)
#     provider.base_url      # "http://127.0.0.1:41233"
#     provider.stop
#
# The process ends with `stop`, with this one, and with the pipe to its standard input, which nothing survives.
class DoorkeeperProvider
  APP = File.expand_path("doorkeeper_provider/app.rb", __dir__)
  CALLBACK = "https://partner.example/auth/litmus/callback"
  CLIENT = %w[doorkeeper-client doorkeeper-client-secret].freeze
  OTHER_CLIENT = %w[doorkeeper-other-client doorkeeper-other-client-secret].freeze
  # Seconds that Rails may take to boot, and to end.
  BOOT_LIMIT = 120
  END_LIMIT = 10

  @running = []
  at_exit { running.dup.each(&:stop) }

  class << self
    attr_reader :running

    # @see #initialize
    # @return [DoorkeeperProvider]
    def start(**options)
      new(**options)
    end

    # @yieldparam provider [DoorkeeperProvider] stopped at the end of the block
    def run(**options)
      provider = start(**options)
      yield provider
    ensure
      provider&.stop
    end
  end

  # @return [Symbol] `:immediate` or `:first_use`
  attr_reader :rotation
  # @return [String] of Doorkeeper
  attr_reader :version

  # @param rotation [Symbol] `:first_use` has the column previous_refresh_token, `:immediate` has not
  # @param expires_in [Integer] life of an access token in seconds
  # @param redirect_uris [Array<String>] of both applications; on a loopback address any port will do
  def initialize(rotation: :immediate, expires_in: 7200, redirect_uris: [CALLBACK])
    @rotation = rotation
    @owner = Process.pid
    @directory = Dir.mktmpdir("doorkeeper-provider")
    applications = [CLIENT, OTHER_CLIENT].map { |id, secret| { id:, secret:, redirect_uris: } }
    spawn_app(JSON.generate(rotation:, expires_in:, applications:))
    self.class.running << self
  end

  # @return [String]
  def base_url(host: "127.0.0.1")
    "http://#{host}:#{@port}"
  end

  def client_id = CLIENT.first
  def client_secret = CLIENT.last
  def other_client_id = OTHER_CLIENT.first
  def other_client_secret = OTHER_CLIENT.last
  def redirect_uri = CALLBACK
  def ca_file = nil

  # @return [Boolean] whether credentials in body and header at once are refused, as new versions do
  def rejects_two_credentials?
    @rejects_two_credentials
  end

  # @return [String] what the process wrote to its log
  def log
    File.read(log_path)
  end

  # @return [void]
  def stop
    self.class.running.delete(self)
    return if @pid.nil? || Process.pid != @owner

    @stdin.close
    reap
    FileUtils.remove_entry(@directory)
  end

  private

  def spawn_app(settings)
    child_in, @stdin = IO.pipe
    stdout, child_out = IO.pipe
    @pid = Process.spawn(environment(settings), RbConfig.ruby, APP,
                         in: child_in, out: child_out, err: log_path, chdir: @directory)
    [child_in, child_out].each(&:close)
    greet(stdout)
  end

  def environment(settings)
    {
      "PROVIDER_SETTINGS" => settings, "PROVIDER_DIRECTORY" => @directory, "RAILS_ENV" => "test", "RACK_ENV" => "test",
      "DATABASE_URL" => "sqlite3:#{File.join(@directory, "provider.sqlite3")}?timeout=10000&pool=32"
    }
  end

  # The first line that the app writes says that it listens, and where.
  def greet(stdout)
    greeting = JSON.parse(Timeout.timeout(BOOT_LIMIT) { stdout.gets }.to_s)
    @port, @version, @rejects_two_credentials = greeting.values_at("port", "version", "rejects_two_credentials")
  rescue JSON::ParserError, Timeout::Error
    @stdin.close
    reap
    raise "the Doorkeeper provider did not start:\n#{log}"
  end

  def reap
    Timeout.timeout(END_LIMIT) { Process.wait(@pid) }
  rescue Timeout::Error
    Process.kill(:KILL, @pid)
    Process.wait(@pid)
  ensure
    @pid = nil
  end

  def log_path
    File.join(@directory, "provider.log")
  end
end
