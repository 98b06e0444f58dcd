# frozen_string_literal: true

require "fileutils"
require "open3"
require "rubygems/package"
require "tmpdir"

module Packaging
  # Writes a gem whose bytes depend on nothing but what it holds: files in order, with two kinds of modes and one date.
  class GemFile
    ROOT = File.expand_path("..", __dir__)
    # For a tree that is no checkout: 1 January 1980, with which every archive can do.
    SOME_DATE = "315532800"

    # @return [Gem::Specification] of the source gem
    def self.source_specification
      # RubyGems keeps what it has loaded; each gem gets a specification of its own.
      Dir.chdir(ROOT) { Gem::Specification.load("omniauth-litmus-rs.gemspec").dup }
    end

    # @param specification [Gem::Specification]
    # @param besides [Hash{String => String}] files that are not in the tree: their names in the gem, and where they are
    def initialize(specification, besides = {})
      @specification = specification
      @files = specification.files.to_h { |file| [file, File.join(ROOT, file)] }.merge(besides).sort.to_h
      @specification.files = @files.keys
    end

    # @param folder [String]
    # @return [String] the gem's path
    def write(folder = File.join(ROOT, "pkg"))
      FileUtils.mkdir_p(folder)
      file = File.join(File.expand_path(folder), @specification.file_name)
      Dir.mktmpdir do |stage|
        fill(stage)
        dated { Dir.chdir(stage) { Gem::Package.build(@specification, false, false, file) } }
      end
      file
    end

    private

    def fill(stage)
      @files.each do |name, file|
        target = File.join(stage, name)
        FileUtils.mkdir_p(File.dirname(target))
        FileUtils.cp(file, target)
        File.chmod(name.match?(%r{\Aexe/|\.(so|bundle)\z}) ? 0o755 : 0o644, target)
      end
    end

    # RubyGems takes the date of each file and of the gem from this variable (reproducible-builds.org's).
    def dated
      before = ENV.fetch("SOURCE_DATE_EPOCH", nil)
      ENV["SOURCE_DATE_EPOCH"] = before || last_commit || SOME_DATE
      yield
    ensure
      ENV["SOURCE_DATE_EPOCH"] = before
    end

    def last_commit
      output, status = Open3.capture2e("git", "-C", ROOT, "log", "-1", "--format=%ct")
      output[/\A\d+$/] if status.success?
    rescue Errno::ENOENT
      nil
    end
  end
end
