# frozen_string_literal: true

require "open3"

module Packaging
  # What a compiled extension asks of the machine that loads it, read from the file itself.
  class NativeLibrary
    # What every Linux has beside its C library. Anything else would be missing somewhere.
    EVERYWHERE = /\A(libc|libm|libdl|libpthread|librt|libgcc_s|ld-linux[-\w]*|libc\.musl-\w+)\.so/
    MACHINES = { "Advanced Micro Devices X86-64" => "x86_64", "AArch64" => "aarch64" }.freeze

    # @return [String]
    attr_reader :file

    # @param file [String]
    def initialize(file)
      @file = file
    end

    # @return [String] the minor version of Ruby that it serves (ext/omniauth_litmus_rs/src/ruby_version.rs)
    def minor
      File.binread(file)[/this library was built for Ruby (\d+\.\d+)/n, 1] or
        raise "#{file} does not say which Ruby it was built for"
    end

    # @return [Gem::Platform] with the C library, which RubyGems tells from the other since 3.3.22; an older one would
    #   forget "gnu" if it read the name
    def platform
      # macOS's version is not named: a library for one is a library for the next.
      return Gem::Platform.new([*Gem::Platform.local.to_a.first(2), nil]) unless elf?

      Gem::Platform.new([MACHINES.fetch(elf[/Machine:\s*(.+?)\s*$/, 1]), "linux", musl? ? "musl" : "gnu"])
    end

    # @return [Boolean]
    def musl?
      elf? && needed.none? { |name| name.start_with?("libc.so.6") }
    end

    # @return [String, nil] the oldest glibc that has every symbol version it asks for
    def glibc
      elf.scan(/Name: GLIBC_([\d.]+)/).flatten.max_by { |version| Gem::Version.new(version) } if elf?
    end

    # @return [Array<String>] the libraries that have to be there
    def needed
      elf? ? elf.scan(/\(NEEDED\).*\[(.+)\]/).flatten : []
    end

    # @return [Array<String>] those that may be missing elsewhere
    def strangers
      needed.grep_v(EVERYWHERE)
    end

    private

    def elf?
      File.binread(file, 4) == "\x7FELF".b
    end

    def elf
      @elf ||= begin
        output, status = Open3.capture2({ "LC_ALL" => "C" }, "readelf", "--file-header", "--dynamic", "--version-info",
                                        "--wide", file)
        status.success? ? output : raise("readelf cannot read #{file}")
      end
    end
  end
end
