# frozen_string_literal: true

require_relative "spdx_expression"

module Packaging
  # A crate, as `cargo metadata` describes it.
  class Crate
    # The public registry of crates, as cargo names it in the lock file.
    REGISTRY = File.read(File.expand_path("../Cargo.lock", __dir__))[/^source = "(registry\+.+)"/, 1]
    # The files that hold the text of a licence, in the order in which they are looked for.
    TEXTS = {
      "MIT" => /\Alicense-mit/i, "ISC" => /\Alicense-isc/i, "Apache-2.0" => /\Alicense-apache/i,
      "BSD-2-Clause" => /\Alicense-bsd/i, "BSD-3-Clause" => /\Alicense-bsd/i, "Unicode-3.0" => /\Alicense-unicode/i
    }.freeze
    ANY_TEXT = /\A(licen[cs]e|copying)(\.(txt|md))?\z/i
    # Parts under terms of their own.
    FURTHER = /\A(notice|licen[cs]e-(third-party|other-bits|boringssl))/i

    # @param package [Hash{String => Object}]
    def initialize(package)
      @package = package
    end

    # @return [String]
    def id
      @package["id"]
    end

    # @return [String]
    def name
      @package["name"]
    end

    # @return [String]
    def version
      @package["version"]
    end

    # @return [String, nil] where it comes from; nil for our own
    def source
      @package["source"]
    end

    # @return [String] where its authors keep it
    def home
      @package["repository"] || "the public registry"
    end

    # @return [Boolean]
    def own?
      source.nil?
    end

    # @return [Boolean] whether it runs in the compiler only
    def macro?
      @package["targets"].any? { |target| target["kind"].include?("proc-macro") }
    end

    # @return [SpdxExpression]
    def license
      SpdxExpression.new(@package["license"].to_s)
    end

    # @param licenses [Array<String>] under which it is taken
    # @return [Array<String>] their texts, and those of its parts
    # @raise [RuntimeError] where it brings none
    def texts(licenses)
      files = licenses.flat_map { |license| file_of(license) } + children.grep(FURTHER)
      raise "#{name} #{version} has no text of #{licenses.join(" and ")}" if files.empty?

      files.uniq.map { |file| File.read(File.join(folder, file), encoding: "UTF-8").gsub("\r\n", "\n") }
    end

    private

    def file_of(license)
      children.grep(TEXTS.fetch(license, ANY_TEXT)).first(1).then { |own| own.empty? ? children.grep(ANY_TEXT) : own }
    end

    def folder
      File.dirname(@package["manifest_path"])
    end

    def children
      @children ||= Dir.children(folder).sort
    end
  end
end
