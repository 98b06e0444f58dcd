# frozen_string_literal: true

require_relative "../../packaging/written_part"

module Bench
  # What docs/figures.md shows of results.md.
  module Summary
    RESULTS = File.expand_path("../results.md", __dir__)
    # Questions, and what a reader who has not asked them calls them.
    QUESTIONS = {
      "Login latency, warm" => "a login at 50 ms, connections open",
      "Login latency, first of a process" => "the first login of a process",
      "Login latency, first of a process, `preconnect: true`, user away for 30 s" => "the same with `preconnect: true`",
      "CPU a login" => "CPU a login", "Objects allocated a login" => "objects a login",
      "Logins a second, 8 threads" => "logins a second on 8 threads", "Boot time" => "booting an app with it",
      "Memory taken by booting" => "memory of that"
    }.freeze
    HEAD = "| | Ruby stack | this gem | better by |\n| --- | --: | --: | --: |"

    module_function

    # @param results [String] results.md
    # @return [String] a table
    # @raise [KeyError] where results.md lacks a question
    def table(results = File.read(RESULTS))
      rows = results.scan(/^\| (.+) \|$/).flatten.to_h { |row| row.split(" | ").then { |cells| [cells.first, cells] } }
      lines = QUESTIONS.map do |question, words|
        _, ruby_stack, _, ours, ratio = rows.fetch(question)
        "| #{[words, ruby_stack, ours, ratio].join(" | ")} |"
      end
      "\n#{[HEAD, *lines].join("\n")}\n"
    end

    # @return [void]
    def write
      Packaging::WrittenPart.new("docs/figures.md", "rake bench").write(table)
    end
  end
end
