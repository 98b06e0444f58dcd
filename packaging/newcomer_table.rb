# frozen_string_literal: true

require "json"

require_relative "newcomer_path"

module Packaging
  # A diary of spec/docs/guides_spec.rb as a table: what each path takes.
  class NewcomerTable
    EXAMPLE = "The complete example"
    PATHS = [
      NewcomerPath.to("Rails", "rails", 0, EXAMPLE),
      NewcomerPath.to("Rails, by hand", "rails", 1, "By hand"),
      NewcomerPath.to("Devise", "devise", 0, EXAMPLE),
      NewcomerPath.to("Devise, by hand", "devise", 1, "By hand"),
      NewcomerPath.to("Devise on `Admin::User`", "devise", 2, "A model in a namespace"),
      NewcomerPath.to("an existing user", "connecting-an-existing-user", 0, EXAMPLE),
      NewcomerPath.to("an API app", "api-apps-and-spas", 0, EXAMPLE),
      NewcomerPath.to("a front end on another site", "api-apps-and-spas", 1, "A front end on another site"),
      NewcomerPath.to("Sinatra", "sinatra-and-rack", 0, "#{EXAMPLE}: Sinatra"),
      NewcomerPath.to("Rack", "sinatra-and-rack", 1, "#{EXAMPLE}: Rack alone"),
      NewcomerPath.to("a job", "background-jobs", 0, EXAMPLE),
      NewcomerPath.to("a batch in a job", "background-jobs", 0, EXAMPLE, "Many calls in a job"),
      NewcomerPath.to("the Instant API", "calling-litmus", 0, EXAMPLE),
      NewcomerPath.to("the v3 API", "calling-litmus", 0, EXAMPLE, "The v3 API"),
      NewcomerPath.to("tests with Minitest", "testing", 0, EXAMPLE),
      NewcomerPath.to("tests with RSpec", "testing", 1, "The same with RSpec"),
      NewcomerPath.to("Litmos: users and teams", "litmos", 0, EXAMPLE),
      NewcomerPath.to("Litmos with OAuth 2.0", "litmos", 0, "Accounts with OAuth 2.0 endpoints of their own")
    ].freeze
    # What nobody is to need more of.
    COMMANDS = 10
    MINUTES = 5
    # Seconds for a person to copy a file, or to type a command.
    COPYING = 15

    Row = Struct.new(:name, :link, :files, :commands, :machine) do
      # @return [Float]
      def minutes = (((files + commands) * COPYING) + machine) / 60.0

      # @return [Boolean]
      def too_long? = commands > COMMANDS || minutes > MINUTES

      # @return [String] in Markdown
      def to_s = "| #{[name, link, files, commands, machine.round, minutes.round(1)].join(" | ")} |"
    end

    # @param diary [Array<String>] lines of JSON
    def initialize(diary)
      @entries = diary.map { |line| JSON.parse(line) }
    end

    # @return [Array<Row>]
    # @raise [RuntimeError] where nobody has gone a path
    def rows = PATHS.map { |path| row(path) }

    # @return [Array<Row>]
    def too_long = rows.select(&:too_long?)

    # @return [Array<String>] in Markdown
    def lines
      ["| You want… | It is in | Files | Commands | Seconds | Minutes |", "| --- | --- | --: | --: | --: | --: |",
       *rows.map(&:to_s), "", *repetitions]
    end

    private

    def row(path)
      entries = @entries.select { |entry| path.entry?(entry) }
      kinds = entries.map { |entry| entry["kind"] }.tally
      files = kinds.fetch("file", 0)
      # The console is a command, too.
      commands = kinds.slice("command", "console").values.sum
      raise "nobody went this way: #{path.name}" if (files + commands).zero?

      Row.new(path.name, path.link, files, commands, entries.sum { |entry| entry["seconds"] })
    end

    # Which tests were run with how many seeds.
    def repetitions
      seeds = @entries.select { |entry| entry["kind"] == "seed" }
      seeds.group_by { |entry| entry.values_at("document", "what") }.map do |(guide, command), runs|
        "- `#{command}` of [#{File.basename(guide)}](#{guide.delete_prefix("docs/")}), with the whole app loaded: " \
          "#{runs.length} seeds, all green."
      end
    end
  end
end
