# frozen_string_literal: true

require "rspec/core/sandbox"

module DropIn
  # The neutral examples by name, known without running any of them: loaded as into a process of their own, they
  # neither land among the examples of this process nor need an implementation.
  module Catalogue
    Entry = Struct.new(:id, :description)

    # @return [Hash{String => Array<Entry>}] the examples by the description of their group
    def self.read(files)
      RSpec::Core::Sandbox.sandboxed do
        files.each { |file| load(file) }
        groups = RSpec.world.example_groups.flat_map(&:descendants)
        groups.to_h { |group| [group.metadata[:full_description], entries_of(group)] }
      end
    end

    def self.entries_of(group)
      group.examples.map { |example| Entry.new(example.id, example.description) }
    end
    private_class_method :entries_of
  end
end
