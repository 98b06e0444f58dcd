# frozen_string_literal: true

require "fileutils"

require_relative "debian_root"

module Packaging
  # This machine's release of Debian with Ruby and omniauth and nothing else: there the platform gem installs and signs
  # in, and the source gem says what it misses.
  class BareSystem
    # What signs in there; and where, which is not a checkout: there is no lib/.
    SMOKE = "spec/support/smoke.rb"
    SMOKE_NEEDS = %w[spec/support examples/demo].freeze
    FOLDER = "/opt/smoke"
    PACKAGES = %w[ruby ruby-omniauth].freeze
    # What is there when only libclang is missing.
    COMPILER = %w[ruby-dev gcc libc6-dev make].freeze

    # @param cache [String] where roots stay between runs
    # @param source [String] the source gem
    # @param platform [String] the platform gem
    def initialize(cache:, source:, platform:)
      @root = DebianRoot.new(codename, File.join(cache, "bare"))
      @gems = { "source.gem" => source, "platform.gem" => platform }
      @log_file = File.join(cache, "bare.log")
      FileUtils.mkdir_p(cache)
    end

    # @yieldparam step [String]
    # @yieldparam seconds [Float]
    # @return [String, nil] the step that failed, and where its output is; nil: none
    def run
      @log = File.open(@log_file, "w+")
      failed, = steps.find do |step, work|
        start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        succeeded = work.call
        yield step, Process.clock_gettime(Process::CLOCK_MONOTONIC) - start
        !succeeded
      end
      failed && "bare: #{failed} (#{@log_file})"
    ensure
      @log&.close
    end

    private

    def codename
      File.read("/etc/os-release")[/^VERSION_CODENAME=(\w+)/, 1]
    end

    def steps
      { "a minimal system with #{PACKAGES.join(" and ")}" => -> { make },
        # `--force`, where RubyGems is too old for a platform gem and would take the source gem.
        "the platform gem, installed" => -> { install("--force", "/opt/platform.gem") },
        "a sign-in at the sandbox" => -> { inside("ruby", File.join(FOLDER, SMOKE)) },
        "the source gem, which names all that it misses" => lambda {
          refused?("needs cargo, rustc", "libclang", "Ruby's headers", "a C compiler", "make: on Debian or Ubuntu run")
        },
        "the same with Rust and a compiler, which misses libclang" => lambda {
          apt(*COMPILER) && refused?("needs libclang (or LIBCLANG_PATH", "`apt-get install libclang-dev`", rust: true)
        } }
    end

    def make
      # From the beginning each time: an earlier run has left a compiler.
      FileUtils.rm_rf(@root.folder)
      @root.make(@log)
      SMOKE_NEEDS.each { |folder| copy(folder) }
      @gems.each { |name, file| FileUtils.cp(file, "#{@root.folder}/opt/#{name}") }
      apt(*PACKAGES)
    end

    def copy(folder)
      target = File.join(@root.folder, FOLDER, folder)
      FileUtils.mkdir_p(File.dirname(target))
      FileUtils.cp_r(File.expand_path("../#{folder}", __dir__), target)
    end

    def apt(*packages)
      inside("sh", "-ec", "apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends \"$@\"",
             "sh", *packages, env: { "DEBIAN_FRONTEND" => "noninteractive" })
    end

    def install(*gem, rust: false)
      inside("gem", "install", "--local", "--no-document", *gem, rust:)
    end

    # Whether the source gem is not installed, and says all of this.
    def refused?(*words, rust: false)
      @log.flush
      before = File.size(@log_file)
      # rb_sys is no package of bookworm's, and not what is asked for here.
      return false if install("--ignore-dependencies", "/opt/source.gem", rust:)

      said = File.read(@log_file, nil, before)
      words.all? { |word| said.include?(word) }
    end

    def inside(*command, rust: false, env: {})
      @root.run(*command, log: @log, rust:, env: { "GEM_HOME" => "/opt/gems" }.merge(env))
    end
  end
end
