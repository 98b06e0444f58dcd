# frozen_string_literal: true

module Packaging
  # What somebody wants who is new to the gem, and which sections of a guide's part have it.
  NewcomerPath = Struct.new(:name, :guide, :part, :sections) do
    # @param guide [String] its name in docs/guides
    def self.to(name, guide, part, *sections) = new(name, "docs/guides/#{guide}.md", part, sections)

    # @param entry [Hash] of the diary
    # @return [Boolean] what is seen in a browser belongs to the whole part
    def entry?(entry)
      return false unless entry.values_at("document", "part") == [guide, part]

      entry["kind"] == "browser" || (entry["sections"] & sections).any?
    end

    # @return [String] a link to the guide, with where to begin
    def link = "[#{sections.last}](#{guide.delete_prefix("docs/")}##{anchor(sections.last)})"

    private

    def anchor(heading) = heading.downcase.gsub(/[^a-z0-9 -]/, "").tr(" ", "-")
  end
end
