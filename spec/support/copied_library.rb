# frozen_string_literal: true

require "fileutils"
require "open3"
require "rbconfig"
require "tmpdir"

# A copy of lib/ in a folder of its own, whose native library an example may exchange, and processes that load it.
class CopiedLibrary
  MINOR = RUBY_VERSION[/\A\d+\.\d+/]
  FILE = "omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}".freeze

  # @yieldparam copy [CopiedLibrary]
  def self.open
    Dir.mktmpdir do |folder|
      FileUtils.cp_r(File.expand_path("../../lib/.", __dir__), "#{folder}/lib")
      yield new("#{folder}/lib")
    end
  end

  # @param folder [String]
  def initialize(folder)
    @folder = folder
  end

  # @param minor [String]
  # @return [String] where the library for that Ruby lies
  def path(minor = MINOR)
    File.join(@folder, "omniauth/litmus", minor, FILE)
  end

  # @param minor [String] the Ruby for which it is to pass
  # @return [void]
  def rename_to(minor)
    File.rename(File.dirname(path), File.dirname(path(minor)))
  end

  # @param version [String] what Ruby says of itself there
  # @return [Array(String, Process::Status)]
  def load(version: RUBY_VERSION)
    disguise = "Object.send(:remove_const, :RUBY_VERSION); RUBY_VERSION = #{version.dump}.freeze"
    Open3.capture2e({ "RUBYOPT" => nil }, RbConfig.ruby, "-I", @folder, "-e",
                    "#{disguise}; require 'omniauth/litmus'; puts OmniAuth::Litmus::Core.state.size")
  end
end
