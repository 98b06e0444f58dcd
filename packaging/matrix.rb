# frozen_string_literal: true

require "json"
require "rbconfig"
require "tmpdir"

require_relative "bare_system"
require_relative "matrix_suite"
require_relative "snapshot"
require_relative "written_part"

module Packaging
  # The gems on a system with nothing but Ruby and omniauth, and on other releases of Debian, one after the other; and a
  # table of what they ran with. This machine's is the base, which `rake` itself tests.
  class Matrix
    SUITES = %w[trixie sid ruby3.4].freeze

    # @param gem [String] the source gem
    # @param platform [String] this machine's platform gem
    # @param cache [String] where roots and logs stay between runs
    # @param suites [Array<String>] releases of Debian; or a Ruby of its experimental one, on sid
    # @param specs [Array<String>] which; none: all
    # @raise [ArgumentError] for no suite, or an unknown one
    def initialize(gem:, platform:, cache:, suites: SUITES, specs: [])
      raise ArgumentError, "the suites are #{SUITES.join(", ")}" if suites.empty? || (suites - SUITES).any?

      @bare = BareSystem.new(cache:, source: gem, platform:)
      # A suite takes minutes, and all are to test the same.
      tree = Snapshot.into(File.join(cache, "tree"))
      @suites = suites.map { |name| MatrixSuite.new(name, gem:, tree:, cache:, specs:) }
    end

    # @param out [IO] for progress and table
    # @return [Boolean] whether all of it succeeded
    def run(out = $stdout)
      failures = [run_bare(out), *@suites.map { |suite| run_suite(suite, out) }].compact
      lines = table
      out.puts "", lines, "", *failures.map { |failure| "Failed: #{failure}" }
      record(lines) if failures.empty? && @suites.map(&:name) == SUITES
      failures.empty?
    end

    # @return [Array<String>] in Markdown
    def table
      columns = { codename => here }.merge(@suites.to_h { |suite| [suite.name, suite.versions] })
      rows = columns.values.first.keys.map { |name| [name, *columns.values.map { |versions| versions[name] }] }
      [["", *columns.keys], ["---"] * (columns.size + 1), *rows].map { |row| "| #{row.join(" | ")} |" }
    end

    private

    def run_bare(out)
      @bare.run { |step, seconds| out.puts format("bare: %<step>s, %<seconds>.1f s", step:, seconds:) }
    end

    def run_suite(suite, out)
      failure = suite.run(yjit: suite.name == "sid") do |step, seconds|
        out.puts "#{suite.name}: #{step}, #{seconds.round} s"
      end
      suite.summary.each { |line| out.puts "#{suite.name}: #{line}" }
      failure
    end

    # A part of the suites is no news for the documents.
    def record(lines)
      WrittenPart.new("docs/compatibility.md", "rake matrix").write("\n#{lines.join("\n")}\n")
    end

    def codename
      File.read("/etc/os-release")[/^VERSION_CODENAME=(\w+)/, 1] || "here"
    end

    def here
      Dir.mktmpdir do |folder|
        system(RbConfig.ruby, File.join(__dir__, "versions.rb"), "#{folder}/here.json", exception: true)
        JSON.parse(File.read("#{folder}/here.json"))
      end
    end
  end
end
