# frozen_string_literal: true

require "yaml"

# `rake faults:mutations` takes minutes, and is not run with every change. That it still can be is checked here.
RSpec.describe "The list of defences to take away" do
  root = File.expand_path("../..", __dir__)

  YAML.load_file("#{root}/spec/faults/mutations.yml").each do |name, mutation|
    it "names one place in the sources, and specs that are there, for #{name}" do
      source = File.read("#{root}/#{mutation["file"]}", encoding: Encoding::UTF_8)
      expect(source.scan(mutation["from"]).length).to eq(1)
      expect(mutation["examples"].keys).to all(satisfy { |file| File.file?("#{root}/#{file}") })
    end
  end
end
