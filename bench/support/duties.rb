# frozen_string_literal: true

require "json"
require "logger"

require_relative "call_duties"
require_relative "visitor"

# What a worker can be asked to do.
class Duties
  include CallDuties

  # Distributions put gems where they need not be activated: what is loaded tells by its constants.
  GEMS = { "omniauth" => "OmniAuth", "omniauth-oauth2" => "OmniAuth::Strategies::OAuth2", "oauth2" => "OAuth2",
           "faraday" => "Faraday", "hashie" => "Hashie", "rack" => "Rack" }.freeze
  private_constant :GEMS

  def initialize
    OmniAuth.config.logger = Logger.new(nil)
    # Rack::Protection's token is not the question here.
    OmniAuth.config.request_validation_phase = nil
    OmniAuth.config.failure_raise_out_environments = []
    @files = Measured.files
    @visitor = Visitor.new(**(ENV.key?("BENCH_PRECONNECT") ? { preconnect: true } : {}))
  end

  # Answers until there is nothing more to do.
  #
  # @param orders [IO] lines of JSON: the name of a duty, and its arguments
  # @param answers [IO]
  # @return [void]
  def serve(orders, answers)
    answers.sync = true
    orders.each_line do |line|
      duty, *arguments = JSON.parse(line)
      answers.puts(JSON.generate(public_send(duty, *arguments)))
    end
  end

  # @return [Hash] what loading the implementation cost, and how many files more its middleware and a first login load
  def boot
    @visitor.sign_in
    BOOT.merge(later_files: Measured.files - @files)
  end

  # @return [Hash] what `count` logins cost, on so many threads at once
  def logins(count, threads)
    measure { in_threads(count, threads) { @visitor.sign_in } }
  end

  # @return [Hash] what `count` request phases cost
  def request_phases(count)
    measure { count.times { @visitor.begin_login({}) } }
  end

  # @return [Float] seconds that one login kept the app: both phases, without what lies between them
  def one_login(seconds_away)
    Visitor.look_around
    session = {}
    started = Measured.clock
    state = @visitor.begin_login(session)
    left = Measured.clock
    sleep(seconds_away)
    returned = Measured.clock
    @visitor.come_back(session, state)
    (left - started) + (Measured.clock - returned)
  end

  # @return [Integer] resident memory in kibibytes, after a garbage collection
  def memory
    GC.start
    Measured.rss
  end

  # @return [Float] seconds for `count` logins as fibers of this thread
  def fibers(count)
    require "async"
    # The first login of a process is another question.
    @visitor.sign_in
    started = Measured.clock
    Async { |task| Array.new(count) { task.async { @visitor.sign_in } }.each(&:wait) }
    Measured.clock - started
  end

  # @return [Hash{String => String}] the versions of the gems in use
  def versions
    gems = GEMS.select { |_, constant| Object.const_defined?(constant) }
    gems.to_h { |name, _| [name, Gem::Specification.find_by_name(name).version.to_s] }
  end

  private

  def measure
    GC.start
    cpu = Measured.cpu
    switches = Measured.switches
    objects = GC.stat(:total_allocated_objects)
    started = Measured.clock
    yield
    { seconds: Measured.clock - started, objects: GC.stat(:total_allocated_objects) - objects,
      cpu: Measured.cpu - cpu, switches: Measured.switches - switches }
  end

  def in_threads(count, threads, &)
    return count.times(&) if threads == 1

    Array.new(threads) { Thread.new { (count / threads).times(&) } }.each(&:join)
  end
end
