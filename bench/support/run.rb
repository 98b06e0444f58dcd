# frozen_string_literal: true

require_relative "litmus"
require_relative "machine"
require_relative "plot"
require_relative "report"
require_relative "row"
require_relative "summary"

# `ruby run.rb` asks all questions, and writes results.md, results.svg and a part of docs/figures.md; `ruby run.rb boot
# cpu` asks these two, and writes nothing.
module Bench
  QUESTIONS = { "latency" => :Latency, "cpu" => :Cpu, "throughput" => :Throughput, "request_phase" => :RequestPhase,
                "boot" => :Boot, "memory" => :Memory, "fibers" => :Fibers, "library" => :Library,
                "api" => :Api, "counts" => :Counts }.freeze
  FOLDER = File.expand_path("..", __dir__)

  module_function

  def run(names)
    litmus = Litmus.new
    report = Report.new(ask(litmus, names.empty? ? QUESTIONS.keys : names))
    puts report.text
    write(report, litmus) if names.empty?
  ensure
    litmus&.stop
  end

  def ask(litmus, names)
    names.flat_map do |name|
      warn "#{name}:"
      require_relative "../#{name}"
      const_get(QUESTIONS.fetch(name)).new(litmus).rows
    end
  end

  def write(report, litmus)
    File.write(File.join(FOLDER, "results.md"), report.markdown(Machine.new(litmus).lines))
    File.write(File.join(FOLDER, "results.svg"), Plot.new(report.rows).svg)
    Summary.write
  end
end

Bench.run(ARGV)
