# frozen_string_literal: true

require "omniauth/litmus/sandbox"
require "omniauth/litmos/sandbox"
require_relative "../support/error_codes"
require_relative "support/document"

# What documents say of options, switches and errors, as far as the code can tell.
RSpec.describe "The reference in the guides" do
  guide = ->(name) { Document.new("docs/guides/#{name}.md") }
  # The names in a column of the tables below a heading.
  names = lambda do |document, heading, column = 0|
    document.rows(heading).flat_map { |row| row[column].scan(/`:?(\w+)/).flatten.map(&:to_sym) }
  end

  let(:troubleshooting) { guide["troubleshooting"] }

  Document.all.each do |document|
    document.blocks.select { |block| block.language == "ruby" }.each do |block|
      it "has Ruby in #{document.path}:#{block.line}" do
        expect { RubyVM::InstructionSequence.compile(block.text) }.not_to raise_error
      end
    end
  end

  it "turns PKCE on wherever it shows how to begin" do
    samples = Document.all.flat_map(&:blocks).map(&:text).grep(/^ *(provider|config\.omniauth) :litmus/)
    expect(samples.length).to be >= 5
    expect(samples).to all(include("pkce: true"))
  end

  it "names every option of the strategy, and no other" do
    own = OmniAuth::Litmus::AuthorizationCodeFlow::OPTIONS.keys + %i[include_email include_raw_info]
    expect(names[guide["options"], "The strategy's options"]).to match_array([*own, :scope, :state])
  end

  it "names every key of client_options, and no other" do
    settings = %i[CORE RUBY].flat_map { |name| OmniAuth::Litmus::Client::CoreSettings.const_get(name) }
    expect(names[guide["options"], "client_options"]).to match_array(settings)
  end

  it "names every switch of the sandbox, and no other" do
    expect(names[guide["sandbox"], "Switches"]).to match_array(OmniAuth::Litmus::Sandbox::Settings::DEFAULTS.keys)
  end

  it "names every switch of Litmos's sandbox, and no other" do
    switches = OmniAuth::Litmos::Sandbox::Settings::DEFAULTS.keys
    expect(names[guide["litmos"], "The sandbox's switches"]).to match_array(switches)
  end

  it "has a section for every class of error" do
    classes = ObjectSpace.each_object(OmniAuth::Litmus::Error.singleton_class)
    own = classes.map(&:name).grep(/\AOmniAuth::Litmus::/).map { |name| name.split("::").last }
    expect(troubleshooting.section("Errors").scan(/^### (\w+)$/).flatten).to include(*own)
  end

  # Those that a provider chooses are not raised by a name of ours.
  of_providers = %i[invalid_client invalid_grant invalid_request invalid_scope]

  it "says of every error code that the sources have, and of no other, what it means and what to do" do
    rows = troubleshooting.rows("Errors")
    codes = rows.flat_map { |row| row.first.scan(/`(\w+)`/).flatten.map(&:to_sym) }
    expect(codes.uniq - of_providers).to match_array((ErrorCodes.raised - of_providers).to_a)
    expect(rows).to all(have_attributes(length: 3).and(all(match(/\w/))))
  end

  it "names every class that is raised and is no error of this gem" do
    section = troubleshooting.section("Errors")
    foreign = ErrorCodes.classes.map { |name| name.split("::").last }.reject { |name| section.match?(/\b#{name}\b/) }
    expect(foreign).to be_empty
  end
end
