# frozen_string_literal: true

require_relative "crates"
require_relative "policy"

module Packaging
  # THIRD_PARTY_LICENSES.txt: the crates that are linked into the extension, and the texts under which they may be.
  class ThirdParty
    FILE = File.expand_path("../THIRD_PARTY_LICENSES.txt", __dir__)
    RULE = "=" * 80
    HEAD = <<~TEXT
      The native extension of omniauth-litmus-rs is linked from the crates below, each
      by its authors and under its own licence. Where a crate leaves the choice, the
      licence named after it is the one it is taken under. The Rust standard library,
      which is linked in too, is under MIT or Apache-2.0, by the Rust project
      contributors (https://github.com/rust-lang/rust). The list is made from
      Cargo.lock by `rake licences`.
    TEXT

    # @param crates [#linked]
    def initialize(crates = Crates.new, policy = Policy.new)
      @crates = crates
      @policy = policy
    end

    # @return [String]
    def to_s
      [HEAD, list, *texts].join("\n")
    end

    # @return [Boolean] whether the file says what it should
    def current?
      File.exist?(FILE) && File.read(FILE) == to_s
    end

    private

    def list
      @crates.linked.map { |crate| "#{title(crate)} (#{taken(crate).join(" and ")})\n  #{crate.home}\n" }.join
    end

    # One text for all crates that share it, letter by letter.
    def texts
      owners = @crates.linked.each_with_object({}) do |crate, found|
        crate.texts(taken(crate)).each { |text| (found[text.strip] ||= []) << title(crate) }
      end
      owners.map { |text, crates| "#{RULE}\n#{crates.join(", ")}\n#{RULE}\n\n#{text}\n" }
    end

    def title(crate)
      "#{crate.name} #{crate.version}"
    end

    def taken(crate)
      crate.license.choose(@policy.licenses) or raise "#{title(crate)} is under #{crate.license}"
    end
  end
end
