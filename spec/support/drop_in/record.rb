# frozen_string_literal: true

require "digest"
require "yaml"

module DropIn
  # That the Ruby gem has passed the examples below spec/drop_in, as they are now, with the versions at hand.
  # `rake drop_in:record` runs them and writes it.
  #
  # Where anything of it differs, and so on every other release of Debian, they run.
  module Record
    FILE = File.expand_path("../../drop_in/passed.yml", __dir__)
    # The examples, all that they use, and the Ruby gem itself.
    SOURCES = %w[drop_in/**/*.rb support/drop_in/**/*.rb].freeze
    GEMS = %w[omniauth omniauth-oauth2 oauth2 faraday rack rspec-core].freeze

    module_function

    # @return [Hash{String => String}]
    def current
      { "examples" => digest, "ruby" => RUBY_VERSION, **GEMS.to_h { |name| [name, version(name)] } }
    end

    # @return [Hash{String => String}]
    def kept = YAML.load_file(FILE)

    # @return [Boolean] whether there is nothing new for the Ruby gem to pass
    def current? = kept == current

    def write = File.write(FILE, current.to_yaml)

    def digest
      root = File.expand_path("../..", __dir__)
      files = SOURCES.flat_map { |pattern| Dir[pattern, base: root] }.sort
      Digest::SHA256.hexdigest(files.map { |file| "#{file}\0#{File.read(File.join(root, file))}\0" }.join)
    end
    private_class_method :digest

    def version(name)
      Gem::Specification.find_all_by_name(name).map(&:version).max.to_s
    end
    private_class_method :version
  end
end
