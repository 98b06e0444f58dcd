# frozen_string_literal: true

require_relative "gem_file"
require_relative "native_library"

module Packaging
  # The gem that brings its libraries, one for each minor version of Ruby, and needs no compiler where it is installed.
  class PlatformGem
    # RubyGems from here on tells musl from glibc. An older one reads x86_64-linux-gnu as x86_64-linux, and its Bundler
    # writes that into lock files, where no gem is found by that name: it takes the source gem.
    KNOWS_C_LIBRARIES = "3.3.22"

    # @param libraries [Array<NativeLibrary>]
    # @param gaps [Boolean] whether a Ruby between two others may be left out. Its users would get this gem, not the
    #   source gem, and an error that says how to build one: for trials only.
    # @param rubygems [String, nil] the oldest RubyGems that may install it on Linux; nil: any, for trials
    def initialize(libraries, gaps: false, rubygems: KNOWS_C_LIBRARIES)
      @libraries = libraries.to_h { |library| [library.minor, library] }
      @gaps = gaps
      @rubygems = rubygems
    end

    # @param glibc [String, nil] the newest glibc that may be asked for
    # @return [self]
    # @raise [RuntimeError] where the gem would not load on a machine that RubyGems would install it on
    def check(glibc: nil)
      problem = @libraries.empty? ? "There is no library to pack" : problems(glibc).first
      problem ? raise(problem) : self
    end

    # @param folder [String]
    # @return [String] the gem's path
    def write(folder = File.join(GemFile::ROOT, "pkg"))
      GemFile.new(specification, libraries).write(folder)
    end

    # @return [String, nil] the oldest glibc that all libraries load with; nil where there is none
    def floor
      @libraries.values.filter_map(&:glibc).max_by { |version| Gem::Version.new(version) }
    end

    # @return [Array<String>] the minor versions it serves, the oldest first
    def minors
      @libraries.keys.sort_by { |minor| Gem::Version.new(minor) }
    end

    # @return [Gem::Specification]
    def specification
      GemFile.source_specification.tap do |spec|
        spec.platform = @libraries.values.first.platform
        spec.extensions = []
        spec.files = spec.files.grep_v(%r{\A(ext|\.cargo|Cargo)[/.]})
        spec.dependencies.reject! { |dependency| dependency.name == "rb_sys" }
        bound(spec)
      end
    end

    private

    def bound(spec)
      spec.required_ruby_version = [">= #{minors.first}", "< #{after(minors.last)}.dev"]
      spec.required_rubygems_version = ">= #{@rubygems}" if @rubygems && spec.platform.os == "linux"
      spec.metadata = spec.metadata.merge({ "ruby_minors" => minors.join(" "), "glibc" => floor }.compact)
    end

    def problems(glibc)
      strangers = @libraries.values.flat_map(&:strangers).uniq
      [("#{strangers.join(", ")} may be missing elsewhere" if strangers.any?),
       ("Libraries of #{platforms.join(", ")} cannot share a gem" if platforms.size > 1),
       ("There is no library for Ruby #{missing.join(", ")}" if missing.any? && !@gaps),
       ("glibc #{floor} is asked for, and #{glibc} is what may be" if newer?(floor, glibc))].compact
    end

    def libraries
      @libraries.to_h do |minor, library|
        ["lib/omniauth/litmus/#{minor}/omniauth_litmus_rs#{File.extname(library.file)}", library.file]
      end
    end

    def platforms
      @libraries.values.map { |library| library.platform.to_s }.uniq
    end

    # The first Ruby of each gap.
    def missing
      minors.each_cons(2).map { |one, next_one| [after(one), next_one] }
            .reject { |expected, found| expected == found }.map(&:first)
    end

    # Ruby 4.0 followed 3.4.
    def after(minor)
      return "4.0" if minor == "3.4"

      Gem::Version.new("#{minor}.0").bump.to_s
    end

    def newer?(version, limit)
      version && limit && Gem::Version.new(version) > Gem::Version.new(limit)
    end
  end
end
