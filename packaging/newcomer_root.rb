# frozen_string_literal: true

require_relative "../spec/docs/support/document"
require_relative "debian_root"
require_relative "platform_gem"

module Packaging
  # This machine's release of Debian without a toolchain, as its documents say that it takes a platform gem.
  class NewcomerRoot < DebianRoot
    # @param folder [String]
    def initialize(folder)
      super(File.read("/etc/os-release")[/^VERSION_CODENAME=(\w+)/, 1], folder)
    end

    # @return [Boolean] whether the command succeeded
    def run(*command, log:, **options)
      super(*command, log:, rust: false, **options)
    end

    # @param packages [Array<String>]
    # @param log [IO]
    # @return [Boolean]
    def install(packages, log)
      run("sh", "-ec", "apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends \"$@\"",
          "sh", *packages, log:, env: { "DEBIAN_FRONTEND" => "noninteractive" })
    end

    # By the commands of docs/compatibility.md.
    #
    # @param log [IO]
    # @return [Boolean]
    def renew_rubygems(log)
      known = "exit Gem.rubygems_version >= Gem::Version.new(#{PlatformGem::KNOWS_C_LIBRARIES.inspect})"
      commands = Document.new("docs/compatibility.md").blocks.find { |block| block.text.include?("ruby-rubygems") }.text
      run("ruby", "-e", known, log:) || run("sh", "-ec", commands, log:)
    end
  end
end
