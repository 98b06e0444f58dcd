# frozen_string_literal: true

require "fileutils"

require_relative "newcomer_root"
require_relative "newcomer_table"
require_relative "snapshot"
require_relative "written_part"

module Packaging
  # Somebody who has this machine's release of Debian, the platform gem, README and guides, and nothing else of this
  # repository: spec/docs/guides_spec.rb does there what the guides print, and keeps a diary.
  class Newcomer
    PAGE = "docs/newcomers.md"
    # What a developer of Ruby has.
    PACKAGES = %w[ruby bundler ruby-rails ruby-sqlite3 puma ruby-omniauth ruby-sinatra ruby-devise
                  ruby-rspec-rails].freeze
    # What looks at the pages in a person's place.
    BROWSER = %w[chromium chromium-driver ruby-capybara ruby-selenium-webdriver].freeze
    # What is read, and the specs that do it. Without lib/ the gem is the installed one.
    BOOKS = %w[.rspec README.md docs examples spec].freeze
    FOLDER = "/opt/books"
    DIARY = "/opt/diary.jsonl"

    # @param gem [String] the platform gem
    # @param cache [String] where the root and the log stay between runs
    # @param seeds [Array<Integer>] with which the apps' tests are run once more
    def initialize(gem:, cache:, seeds: [*1..20])
      FileUtils.mkdir_p(cache)
      @gem = gem
      @cache = cache
      @seeds = seeds
      @root = NewcomerRoot.new(File.join(cache, "newcomer"))
      @log_file = File.join(cache, "newcomer.log")
    end

    # @param out [IO]
    # @return [Boolean] whether each path is walked to its end, in five minutes and ten commands
    def run(out = $stdout)
      @log = File.open(@log_file, "w")
      failed, = steps.find { |step, work| out.puts(step) || !work.call }
      return out.puts("Failed: #{failed} (#{@log_file})") || false if failed

      report(out)
    ensure
      @log&.close
    end

    private

    def steps
      { "A minimal system" => -> { @root.make(@log) || true },
        "Its packages" => -> { @root.install(PACKAGES + BROWSER, @log) },
        "A newer RubyGems" => -> { @root.renew_rubygems(@log) },
        "The platform gem" => -> { install },
        "The guides, read and followed" => -> { follow } }
    end

    def report(out)
      table = NewcomerTable.new(File.readlines("#{@root.folder}#{DIARY}"))
      out.puts "", table.lines
      WrittenPart.new(PAGE, "rake newcomer").write("\n#{table.lines.join("\n")}\n")
      table.too_long.each { |row| out.puts "Too long: #{row.name}" }
      table.too_long.empty?
    end

    def install
      FileUtils.cp(@gem, "#{@root.folder}/opt/platform.gem")
      @root.run("gem", "install", "--local", "--no-document", "/opt/platform.gem", log: @log)
    end

    def follow
      tree = Snapshot.into(File.join(@cache, "newcomer-tree"))
      books = "#{@root.folder}#{FOLDER}"
      FileUtils.rm_rf([books, "#{@root.folder}#{DIARY}"])
      FileUtils.mkdir_p(books)
      BOOKS.each { |name| FileUtils.cp_r(File.join(tree, name), books) }
      examples = NewcomerTable::PATHS.map(&:guide).uniq.flat_map { |guide| ["--example", "printed in #{guide}"] }
      @root.run("rspec", "--no-color", "--format", "documentation", "spec/docs/guides_spec.rb", *examples,
                log: @log, chdir: FOLDER, env: { "DIARY" => DIARY, "SEEDS" => @seeds.join(" ") })
    end
  end
end
