# frozen_string_literal: true

require_relative "debian_root"
require_relative "platform_gem"

module Packaging
  # This machine's release of Debian without a toolchain, with a Bundler that takes an installed platform gem.
  class NewcomerRoot < DebianRoot
    # What `gem update --system` brings elsewhere, and Debian 12 refuses. Those of Debian 13 are Ruby alone. Under Ruby
    # 3.1 they cannot tell C libraries apart, so they are for a gem that is installed from its file, and for no reader.
    NEWER_RUBYGEMS = <<~'SH'
      mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 'Component: main' | head -n 1)
      echo "deb $mirror trixie main" >/etc/apt/sources.list.d/trixie.list
      printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >/etc/apt/preferences.d/trixie
      apt-get update --quiet
      apt-get install --quiet --yes --no-install-recommends ruby-rubygems/trixie ruby-bundler/trixie bundler/trixie
    SH

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

    # @param log [IO]
    # @return [Boolean]
    def renew_rubygems(log)
      known = "exit Gem.rubygems_version >= Gem::Version.new(#{PlatformGem::KNOWS_C_LIBRARIES.inspect})"
      run("ruby", "-e", known, log:) || run("sh", "-ec", NEWER_RUBYGEMS, log:)
    end
  end
end
