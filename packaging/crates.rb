# frozen_string_literal: true

require "json"
require "open3"

require_relative "crate"

module Packaging
  # The crates of Cargo.lock, as cargo itself reads it.
  class Crates
    ROOT = File.expand_path("..", __dir__)
    # What gems are made for. Crates that only others need (Windows') are neither fetched nor listed.
    TARGETS = %w[x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu x86_64-unknown-linux-musl
                 aarch64-unknown-linux-musl x86_64-apple-darwin aarch64-apple-darwin].freeze
    EXTENSION = "omniauth_litmus_rs"

    # @param offline [Boolean] whether cargo may not fetch what is missing
    def initialize(offline: false)
      @offline = offline
    end

    # @return [Array<Crate>] all of them: linked, used to build, used to test
    def all
      @all ||= metadata["packages"].map { |package| Crate.new(package) }.sort_by { |crate| [crate.name, crate.version] }
    end

    # @return [Array<Crate>] those whose code is in the extension, but for our own
    def linked
      crates = all.to_h { |crate| [crate.id, crate] }
      root = all.find { |crate| crate.name == EXTENSION }
      reached = reach(root.id, crates, {})
      all.select { |crate| reached[crate.id] && !crate.own? }
    end

    # @return [Array<String>] names and versions in Cargo.lock that come from a registry but have no checksum
    def unchecked
      File.read(File.join(ROOT, "Cargo.lock")).split("[[package]]").grep(/^source = /).grep_v(/^checksum = "\h{64}"$/)
          .map { |entry| entry[/^name = "(.+)"/, 1] }
    end

    private

    # Follows what is linked: no build scripts, no tests; what a procedural macro needs stays in the compiler.
    def reach(id, crates, reached)
      return reached if reached[id] || crates[id].macro?

      reached[id] = true
      nodes[id]["deps"].each do |dependency|
        next unless dependency["dep_kinds"].any? { |kind| kind["kind"].nil? }

        reach(dependency["pkg"], crates, reached)
      end
      reached
    end

    def nodes
      @nodes ||= metadata["resolve"]["nodes"].to_h { |node| [node["id"], node] }
    end

    def metadata
      @metadata ||= begin
        options = TARGETS.flat_map { |target| ["--filter-platform", target] }
        options << "--offline" if @offline
        output, complaint, status = Open3.capture3("cargo", "metadata", "--locked", "--format-version", "1", *options,
                                                   chdir: ROOT)
        status.success? ? JSON.parse(output) : raise("cargo metadata: #{complaint}")
      end
    end
  end
end
