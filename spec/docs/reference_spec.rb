# frozen_string_literal: true

require "omniauth/litmus/sandbox"
require_relative "support/error_codes"

# What the README says, as far as the code can tell.
RSpec.describe "The README" do
  root = File.expand_path("..", __dir__)
  readme = File.read(File.join(root, "README.md"))

  # The names in the first column of the table that follows a heading.
  table = lambda do |heading, column = 1|
    rows = readme[/^##+ #{heading}\n.*?(?=^##|\z)/m].lines.grep(/^\|/).drop(2)
    rows.flat_map { |row| row.split("|")[column].scan(/`(\w+)/).flatten.map(&:to_sym) }
  end

  samples = readme.scan(/^```ruby\n(.*?)^```/m).flatten

  samples.each do |sample|
    it "has Ruby in the sample #{sample.lines.first.strip.inspect}" do
      expect { RubyVM::InstructionSequence.compile(sample) }.not_to raise_error
    end
  end

  it "turns PKCE on wherever it shows how to begin" do
    providers = samples.grep(/(provider|config\.omniauth) :litmus/)
    expect(providers.length).to be >= 3
    expect(providers).to all(include("pkce: true"))
  end

  it "names every option of the strategy, and no other" do
    own = OmniAuth::Litmus::AuthorizationCodeFlow::OPTIONS.keys + %i[include_email include_raw_info]
    expect(table["Options"]).to match_array([*own, :scope, :state])
  end

  it "names every key of client_options, and no other" do
    settings = OmniAuth::Litmus::Client::CoreSettings
    expect(table["client_options"]).to match_array(settings.const_get(:CORE) + settings.const_get(:RUBY))
  end

  it "names every switch of the sandbox, and no other" do
    expect(table["The sandbox"]).to match_array(OmniAuth::Litmus::Sandbox::Settings::DEFAULTS.keys)
  end

  it "names every class of error" do
    classes = ObjectSpace.each_object(OmniAuth::Litmus::Error.singleton_class)
    own = classes.map(&:name).grep(/\AOmniAuth::Litmus::/).map { |name| name.split("::").last.to_sym }
    expect(table["Errors"]).to include(*own)
  end

  # Those that a provider chooses are not raised by a name of ours.
  of_providers = %i[invalid_client invalid_grant invalid_request invalid_scope]

  it "names every error code that the sources have, and no other" do
    rows = readme[/^## Errors\n.*?(?=^In a login)/m].lines.grep(/^\|/).drop(2)
    codes = rows.flat_map { |row| row.split("|")[2].scan(/`(\w+)`/).flatten.map(&:to_sym) }
    expect(codes.uniq - of_providers).to match_array((ErrorCodes.raised - of_providers).to_a)
  end

  it "names every class that is raised and is no error of this gem" do
    section = readme[/^## Errors\n.*?(?=^## )/m]
    foreign = ErrorCodes.classes.map { |name| name.split("::").last }.reject { |name| section.include?("`#{name}`") }
    expect(foreign - %w[Errors]).to be_empty
  end

  # @return [Array<String>] the anchors of a text's headings
  def anchors(text)
    text.scan(/^#+ (.+)/).flatten.map { |words| words.downcase.delete("^a-z0-9_ -").tr(" ", "-") }
  end

  %w[README.md SECURITY.md THREAT_MODEL.md].each do |name|
    it "has no dead link to a file or a heading in #{name}" do
      folder = File.dirname(File.join(root, name))
      links = File.read(File.join(root, name)).scan(/\]\(([^)]+)\)/).flatten.grep_v(%r{\Ahttps://})
      dead = links.reject do |link|
        path, heading = link.split("#", 2)
        file = path.empty? ? File.join(root, name) : File.join(folder, path)
        File.exist?(file) && (heading.nil? || anchors(File.read(file)).include?(heading))
      end
      expect(links).not_to be_empty
      expect(dead).to be_empty
    end
  end
end
