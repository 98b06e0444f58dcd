# frozen_string_literal: true

require "fileutils"
require "open3"
require "rbconfig"
require "rubygems/package"
require "tmpdir"

require_relative "../../packaging/platform_gem"

# The platform gem of lib/'s own library, installed into an empty place by a RubyGems that finds neither cargo nor a
# compiler, and programs that run with it.
class InstalledGem
  LIBRARY = File.expand_path("../../lib/omniauth/litmus/#{RUBY_VERSION[/\A\d+\.\d+/]}/" \
                             "omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}", __dir__)

  # The platform gem for this RubyGems: one that is too old for it takes the source gem, but what is in it is tried
  # there, too.
  #
  # @param libraries [Array<Packaging::NativeLibrary>]
  # @return [Packaging::PlatformGem]
  def self.platform_gem(*libraries)
    known = Gem::Version.new(Packaging::PlatformGem::KNOWS_C_LIBRARIES)
    Packaging::PlatformGem.new(libraries, rubygems: (known if Gem.rubygems_version >= known))
  end

  # @param gem [Packaging::PlatformGem]
  # @param install [Boolean] whether it is to be installed already
  # @yieldparam place [InstalledGem]
  def self.open(gem = platform_gem(Packaging::NativeLibrary.new(LIBRARY)), install: true)
    Dir.mktmpdir do |folder|
      file = Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) { gem.write(folder) }
      place = new(file, "#{folder}/home")
      output, status = place.install if install
      raise output if install && !status.success?

      yield place
    end
  end

  # @return [String] the folder it was installed into
  attr_reader :home

  # @param file [String] the gem
  # @param home [String]
  def initialize(file, home)
    @file = file
    @home = home
  end

  # @return [Array(String, Process::Status)]
  def install
    gem = File.join(RbConfig::CONFIG["bindir"], "gem")
    Open3.capture2e({ "RUBYOPT" => nil, "PATH" => "/nonexistent" }, RbConfig.ruby, gem, "install", "--local",
                    "--ignore-dependencies", "--no-document", "--install-dir", home, @file)
  end

  # @return [Array<String>] all but the gem itself, which RubyGems keeps beside what it has installed
  def files
    Dir.glob("**/*", File::FNM_DOTMATCH, base: home).grep_v(%r{\Acache/})
       .select { |file| File.file?(File.join(home, file)) }
  end

  # @return [Float]
  def megabytes
    files.sum { |file| File.size(File.join(home, file)) } / 1e6
  end

  # @return [Hash{String => String, nil}] what a process needs to find it, beside the other gems of this Ruby
  def env
    { "GEM_PATH" => [home, *Gem.path].join(":"), "RUBYOPT" => nil, "RUBYLIB" => nil }
  end

  # @param arguments [Array<String>] of Ruby
  # @return [Array(String, Process::Status)]
  def run(*arguments, chdir: home)
    Open3.capture2e(env, RbConfig.ruby, *arguments, chdir:)
  end
end
