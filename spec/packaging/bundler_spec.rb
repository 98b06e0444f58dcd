# frozen_string_literal: true

require "bundler"
require "fileutils"
require "open3"
require "rbconfig"
require "tmpdir"

require_relative "../../packaging/platform_gem"
require_relative "../support/gem_server"

# What Bundler makes of the two gems, from a server that has both. The gems are empty, but for what they say of
# themselves: that alone decides which one is taken.
RSpec.describe "Bundler, where there is a gem for the platform and a source gem" do
  let(:minor) { RUBY_VERSION[/\A\d+\.\d+/] }
  let(:platforms) { %w[x86_64-linux-gnu aarch64-linux-gnu x86_64-linux-musl arm64-darwin] }
  let(:own) { Gem::Platform.local.to_s.sub(/\A(\w+-linux)\z/, '\1-gnu') }

  around do |example|
    Dir.mktmpdir do |folder|
      @folder = File.realpath(folder)
      GemServer.run([source_gem, *platforms.map { |name| platform_gem(name) }, *dependencies]) do |url|
        @url = url
        FileUtils.mkdir_p("#{folder}/app")
        File.write("#{folder}/app/Gemfile", %(source "#{url}"\ngem "omniauth-litmus-rs"\n))
        example.run
      end
    end
  end

  attr_reader :folder

  # What a platform gem asks of a library.
  def described_library
    @described_library ||= Struct.new(:minor, :platform, :strangers, :file, :glibc, keyword_init: true)
  end

  def source_gem
    empty(Packaging::GemFile.source_specification).tap { |gem| gem.extensions = [] }
  end

  def platform_gem(name)
    library = described_library.new(minor:, platform: Gem::Platform.new(name), strangers: [], file: "x.so")
    empty(Packaging::PlatformGem.new([library]).specification)
  end

  def dependencies
    { "omniauth" => "2.1.1", "rb_sys" => "0.9.130" }.map do |name, version|
      Gem::Specification.new(name, version) { |gem| gem.summary = gem.author = name }
    end
  end

  def empty(specification)
    specification.tap { |gem| gem.files = gem.executables = [] }
  end

  # Runs Bundler in a folder, with gems of that folder's own.
  #
  # @return [Array(String, Process::Status)]
  def bundle(*arguments, chdir: "app", **env)
    own = { "GEM_HOME" => "#{folder}/gems-#{chdir}", "GEM_PATH" => "#{folder}/gems-#{chdir}", "HOME" => folder,
            "BUNDLE_USER_HOME" => "#{folder}/bundle", "BUNDLE_IGNORE_CONFIG" => nil }
    Bundler.with_unbundled_env do
      Open3.capture2e(own.merge(env.transform_keys(&:to_s)), RbConfig.ruby, "-S", "bundle", *arguments,
                      chdir: "#{folder}/#{chdir}")
    end
  end

  def bundle!(...)
    output, status = bundle(...)
    expect(status).to be_success, output
    output
  end

  def lock
    File.read("#{folder}/app/Gemfile.lock")
  end

  # As a colleague gets it, with nothing installed yet.
  def clone
    FileUtils.mkdir_p("#{folder}/clone")
    FileUtils.cp(Dir["#{folder}/app/Gemfile*"], "#{folder}/clone")
  end

  def installed(chdir = "app")
    Dir.children("#{folder}/gems-#{chdir}/gems").grep(/litmus/)
  end

  it "installs one, again, and in a fresh clone, frozen and for deployment" do
    bundle!("install")
    first = lock
    bundle!("install")
    expect(lock).to eq(first)

    clone
    bundle!("install", chdir: "clone", BUNDLE_FROZEN: "true")
    expect(installed("clone")).to eq(installed)
    bundle!("install", chdir: "clone", BUNDLE_DEPLOYMENT: "true")
  end

  it "names no platform in the lock file that a gem is not to be had for" do
    2.times { bundle!("install") }
    named = lock.scan(/omniauth-litmus-rs \(\d[\d.]*-?([^)]*)\)/).flatten - [""]
    expect(named - platforms).to be_empty
  end

  if Gem.rubygems_version >= Gem::Version.new(Packaging::PlatformGem::KNOWS_C_LIBRARIES)
    it "takes the gem for this platform" do
      bundle!("install")
      expect(installed).to eq(["omniauth-litmus-rs-#{OmniAuth::Litmus::VERSION}-#{own}"])
    end
  else
    it "takes the source gem, because this RubyGems is too old for one of a platform" do
      bundle!("install")
      expect(installed).to eq(["omniauth-litmus-rs-#{OmniAuth::Litmus::VERSION}"])
    end
  end

  it "adds another platform to the lock file" do
    bundle!("install")
    bundle!("lock", "--add-platform", "aarch64-linux")
    clone
    bundle!("install", chdir: "clone", BUNDLE_FROZEN: "true")
  end
end
