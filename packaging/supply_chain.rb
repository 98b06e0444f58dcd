# frozen_string_literal: true

require_relative "crate"
require_relative "policy"

module Packaging
  # What can be said of the crates without asking anybody: their licences, where they come from, and which there are
  # twice. cargo-deny says the same and more (rakelib/deny.rake); this needs no tool that takes longer to compile than
  # the gem.
  class SupplyChain
    # @param crates [#all, #unchecked]
    # @param policy [#licenses, #duplicates]
    def initialize(crates, policy = Policy.new)
      @crates = crates
      @policy = policy
    end

    # @return [Array<String>] one sentence each
    def problems
      licenses + sources + duplicates
    end

    private

    def licenses
      @crates.all.reject { |crate| crate.license.choose(@policy.licenses) }
             .map { |crate| "#{crate.name} #{crate.version} is under #{crate.license}, which deny.toml does not allow" }
    end

    def sources
      strangers = @crates.all.reject { |crate| crate.own? || crate.source == Crate::REGISTRY }
      strangers.map { |crate| "#{crate.name} #{crate.version} comes from #{crate.source}, not from the registry" } +
        @crates.unchecked.map { |name| "#{name} has no checksum in Cargo.lock" }
    end

    def duplicates
      allowed = @policy.duplicates
      (older - allowed).map { |crate| "#{crate} is there beside a newer version, and deny.toml does not say why" } +
        (allowed - older).map { |crate| "#{crate} is not there twice; deny.toml need not name it" }
    end

    # All but the newest version of each crate.
    def older
      @crates.all.group_by(&:name).flat_map do |name, crates|
        crates.map(&:version).sort_by { |version| Gem::Version.new(version) }[0...-1]
              .map { |version| "#{name}@#{version}" }
      end
    end
  end
end
