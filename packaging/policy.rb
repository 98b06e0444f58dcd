# frozen_string_literal: true

module Packaging
  # What deny.toml allows, so that cargo-deny and the check of our own have one policy. It reads the two lists that it
  # needs, each an array of one kind, not all of TOML.
  class Policy
    FILE = File.expand_path("../deny.toml", __dir__)

    # @return [Array<String>] licences, the one to be taken first where a crate leaves the choice
    def licenses
      list("allow").scan(/"([^"]+)"/).flatten
    end

    # @return [Array<String>] crates of which there may be two, as "name@version" of the older one
    def duplicates
      list("skip").scan(/crate = "([^"]+)"/).flatten
    end

    private

    def list(key)
      File.read(FILE).gsub(/^\s*#.*$/, "")[/^#{key} = \[(.*?)^\]/m, 1] or raise "deny.toml has no list #{key}"
    end
  end
end
