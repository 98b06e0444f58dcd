# frozen_string_literal: true

require_relative "support/litmus"
require_relative "support/question"

module Bench
  # What does a call of the API cost, and what do ten thousand? Jobs make that many. Measured against the HTTP clients
  # that are installed: the best of them stands in the table, and all in the progress.
  class Api < Question
    ROUNDS = 5
    CALLS = 1_000
    BATCH = Integer(ENV.fetch("BENCH_BATCH", "10000"))
    CONCURRENCY = 32
    # By their names in {CallDuties}.
    CLIENTS = { faraday: "faraday", net_http: "net/http", httpx: "httpx" }.freeze

    # @return [Array<Row>]
    def rows
      [*one_call, *many_calls]
    end

    private

    def one_call
      cpu = of(rounds(installed, ROUNDS) { |name| { milliseconds: ask(name, :calls, CALLS)[:cpu] * 1000 / CALLS } },
               :milliseconds)
      others = cpu.except(:ours)
      best = others.key(others.values.min)
      [Row.new(question: "CPU of a GET of the API, connection open (the best of the others: #{best})",
               unit: Unit.new("ms", digits: 3), ruby_stack: others[best], ours: cpu[:ours],
               goal: Goal.new(:at_most, 0.12))]
    end

    def many_calls
      costs = rounds(%i[faraday ours], 3) { |name| many(name) }
      rates = of(costs, :rate)
      calls = "#{Unit.new("").text(BATCH)} calls, #{CONCURRENCY} at a time"
      [Row.new(question: "Calls a second, #{calls} (Faraday on threads, and `batch` of 1,000)", unit: Unit.new(""),
               more_is_better: true, goal: Goal.new(:times, 10), ruby_stack: rates[:faraday], ours: rates[:ours]),
       Row.new(question: "Memory that #{calls}, add to that of a tenth of them",
               unit: Unit.new("MB", digits: 1, sign: true), goal: Goal.new(:at_most, 4), **of(costs, :growth)
                 .transform_keys(faraday: :ruby_stack))]
    end

    # Faraday would take minutes for all of them, so it makes a tenth.
    def many(name)
      duty, count = name == :ours ? [:batch, BATCH] : [:threads, BATCH / 10]
      cost = ask(name, duty, count, CONCURRENCY)
      { rate: count / cost[:seconds], growth: cost[:growth] }
    end

    def installed
      @installed ||= [:ours, *CLIENTS.keys.select { |name| available?(CLIENTS[name]) }]
    end

    def available?(library)
      found = system(RbConfig.ruby, "-e", "require ARGV.first", library, err: File::NULL)
      @progress.puts("  #{library} is not installed: not compared") unless found
      found
    end

    def ask(name, duty, *arguments)
      implementation = name == :ours ? :ours : :bare
      WorkerProcess.open(implementation, @litmus.here) do |worker|
        worker.ask(:call_with, name)
        worker.ask(duty, [arguments.first / 10, 1].max, *arguments.drop(1))
        worker.ask(duty, *arguments)
      end
    end
  end
end
