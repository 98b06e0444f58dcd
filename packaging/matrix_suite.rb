# frozen_string_literal: true

require "fileutils"
require "json"

require_relative "debian_root"

module Packaging
  # One release of Debian: the source gem is built and installed there, the specs run against what was installed, and
  # the platform gem, made of the same library, is installed where there is no Rust.
  class MatrixSuite
    # Inside: the tree without lib/, the gems, and what cargo keeps between runs.
    TREE = "/opt/omniauth-litmus-rs"
    GEMS = "/opt/gems"
    PLATFORM_GEMS = "/opt/platform-gems"
    TARGET = "/opt/target"
    # Rubies that only Debian's experimental release has, and the release below it.
    RUBIES = { "ruby3.4" => "sid" }.freeze
    # It becomes `ruby`. Debian's gems with libraries are not compiled for it: specs that need one say that they are
    # left out.
    EXPERIMENTAL = <<~'SH'
      mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Release: sid' 'Component: main' | head -n 1)
      echo "deb $mirror experimental main" >/etc/apt/sources.list.d/experimental.list
      apt-get update --quiet
      apt-get install --quiet --yes --no-install-recommends --target-release experimental "$1" "$1-dev"
      ln -sf "$1" /usr/bin/ruby
    SH
    # Pages are the same everywhere: spec/system runs on this machine only.
    NO_BROWSER = { "BROWSER" => "0" }.freeze
    # For the specs, in seconds: one that hangs is named by the log's end.
    PATIENCE = "3000"

    # @return [String]
    attr_reader :name

    # @param name [String] "trixie" or "sid"
    # @param cache [String] where roots and logs stay between runs
    # @param gem [String] the source gem
    # @param tree [String] what it was made of, and its specs
    # @param specs [Array<String>] which; none: all
    def initialize(name, cache:, gem:, tree:, specs: [])
      @name = name
      @gem = gem
      @tree = tree
      @specs = specs
      @root = DebianRoot.new(RUBIES.fetch(name, name), File.join(cache, name))
      @log_file = File.join(cache, "#{name}.log")
      FileUtils.mkdir_p(cache)
    end

    # @param yjit [Boolean] whether the specs run under YJIT, where that Ruby has it
    # @yieldparam step [String]
    # @yieldparam seconds [Float]
    # @return [String, nil] the step that failed, and where its output is; nil: none
    def run(yjit: false)
      @yjit = yjit
      @log = File.open(@log_file, "w")
      failed, = steps.find { |step, work| !timed(work) { |seconds| yield step, seconds } }
      failed && "#{name}: #{failed} (#{@log_file})"
    ensure
      @log&.close
    end

    # @return [Hash{String => String}] what the gem ran with there; empty where it did not come so far
    def versions
      succeeded = inside("ruby", "packaging/versions.rb", "/opt/versions.json", log: File::NULL)
      succeeded ? JSON.parse(File.read("#{@root.folder}/opt/versions.json")) : {}
    end

    # @return [Array<String>] what rspec said last
    def summary
      File.readlines(@log_file, chomp: true).map(&:scrub).grep(/\A(\d+ examples|rspec \.|left out: )/)
    end

    private

    # @return [Boolean] whether the work succeeded, and its time has been told
    def timed(work)
      start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      work.call.tap { yield Process.clock_gettime(Process::CLOCK_MONOTONIC) - start }
    end

    def steps
      { "a minimal system" => -> { @root.make(@log) || true },
        "its packages" => lambda {
          copy
          inside("bin/setup", env: NO_BROWSER) && other_ruby
        },
        "the source gem, compiled and installed" => -> { install },
        "the library with the specs' hooks" => -> { probe },
        "the specs, against the installed gem" => -> { specs },
        "the platform gem, made of that library" => -> { pack },
        "the platform gem, installed without Rust" => -> { install_platform_gem } }
    end

    def inside(*command, log: @log, **options)
      @root.run(*command, log:, chdir: TREE, **options)
    end

    def copy
      tree = File.join(@root.folder, TREE)
      FileUtils.rm_rf(tree)
      FileUtils.cp_r(@tree, tree)
      FileUtils.cp(@gem, "#{@root.folder}/opt/source.gem")
    end

    def install
      FileUtils.rm_rf(File.join(@root.folder, GEMS))
      # lib/ is the installed one from here on, by whatever path a spec comes.
      lib = "#{GEMS}/gems/#{File.basename(@gem, ".gem")}/lib"
      FileUtils.rm_rf(File.join(@root.folder, TREE, "lib"))
      File.symlink(lib, File.join(@root.folder, TREE, "lib"))
      inside("gem", "install", "--local", "--no-document", "/opt/source.gem", env: gems(GEMS)) &&
        inside("ruby", "spec/support/smoke.rb", env: gems(GEMS))
    end

    # By extconf.rb, too. RubyGems cleans up after it has built, so the dependencies are compiled once more, and kept.
    def probe
      build = "mkdir -p tmp/build tmp/probe && cd tmp/build && ruby ../../ext/omniauth_litmus_rs/extconf.rb && " \
              "make && cp omniauth_litmus_rs.so ../probe/"
      hooks = { "RB_SYS_CARGO_TARGET_DIR" => TARGET, "RB_SYS_EXTRA_CARGO_ARGS" => "--locked --features probe" }
      inside("sh", "-ec", build, env: gems(GEMS).merge(hooks))
    end

    def specs
      # A Ruby without it says so and runs on.
      yjit = @yjit && inside("ruby", "--yjit", "-e", "exit RubyVM::YJIT.enabled?")
      bounded = ["timeout", "--signal=INT", "--kill-after=60", PATIENCE]
      inside(*bounded, "rspec", "--no-color", "--format", "documentation", *@specs,
             env: gems(GEMS).merge(NO_BROWSER, yjit ? { "RUBYOPT" => "--yjit" } : {}))
    end

    def pack
      inside("sh", "-ec", "rm -rf tmp/native pkg; mkdir -p tmp/native; cp -r lib/omniauth/litmus/*.*/ tmp/native/") &&
        inside("rake", "package:native:pack")
    end

    def install_platform_gem
      FileUtils.rm_rf(File.join(@root.folder, PLATFORM_GEMS))
      gem = Dir["#{@root.folder}#{TREE}/pkg/*-linux-*.gem"].first
      bare = { rust: false, env: gems(PLATFORM_GEMS) }
      inside("gem", "install", "--local", "--no-document", "pkg/#{File.basename(gem)}", **bare) &&
        inside("ruby", "spec/support/smoke.rb", **bare)
    end

    def other_ruby
      return true unless RUBIES.key?(@name)

      inside("sh", "-ec", EXPERIMENTAL, "sh", @name, env: { "DEBIAN_FRONTEND" => "noninteractive" })
    end

    # With Debian's gems behind this folder.
    def gems(folder)
      { "GEM_HOME" => folder }
    end
  end
end
