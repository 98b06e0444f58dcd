# frozen_string_literal: true

require "json"
require "open3"
require "rbconfig"
require "tsort"
require_relative "support/rooms"

# Which room of lib/ may call which; docs/architecture.md shows the same as a picture.
RSpec.describe "The rooms of lib/" do
  # What each may name or require, besides itself. Rooms outside may use everything, and nothing uses them.
  may_use = {
    core: [],
    client: %i[core],
    stores: %i[core],
    token_source: %i[core client stores],
    strategy: %i[core client],
    api: %i[core client],
    litmos: %i[core client stores strategy],
    contents: Rooms::ROOMS.keys - %i[outside]
  }
  exceptions = {
    # In a test with WebMock the client asks its guard.
    "omniauth/litmus/client/core_settings.rb" => :outside,
    # LITMUS_SANDBOX is looked for when the gem is loaded; a preview's address and the API key are then the sandbox's.
    "omniauth/litmus.rb" => :outside, "omniauth/litmus/instant_api.rb" => :outside,
    "omniauth/litmus/instant_api/key_access.rb" => :outside
  }

  found = nil
  before do
    found ||= begin
      output, status = Open3.capture2e(RbConfig.ruby, "-I#{Rooms::LIB}",
                                       File.expand_path("support/rooms.rb", __dir__))
      raise output unless status.success?

      JSON.parse(output.lines.last)
    end
  end

  # @return [Array<String>] what a file uses and must not
  def wrong(uses, may_use, exceptions)
    uses.flat_map do |file, targets|
      from = Rooms.room(file)
      allowed = [from, :contents, *may_use.fetch(from, Rooms::ROOMS.keys), exceptions[file]]
      targets.reject { |target| allowed.include?(Rooms.room(target)) }.map { |target| "#{file} uses #{target}" }
    end
  end

  it "are where each file has a place" do
    rooms = found["requires"].keys.map { |file| Rooms.room(file) }.uniq
    expect(rooms).to match_array(Rooms::ROOMS.keys)
  end

  it "name constants of lower rooms only" do
    expect(wrong(found["references"].transform_values(&:keys), may_use, exceptions)).to be_empty
  end

  it "require files of lower rooms only" do
    expect(wrong(found["requires"], may_use, exceptions)).to be_empty
  end

  it "would notice a store that knows the strategy" do
    uses = { "omniauth/litmus/stores/memory.rb" => ["omniauth/litmus/authorization_code_flow.rb"] }
    expect(wrong(uses, may_use, exceptions).length).to eq 1
  end

  it "do not require each other in a circle" do
    requires = found["requires"]
    circles = TSort.each_strongly_connected_component(requires.method(:each_key),
                                                      ->(file, &block) { requires.fetch(file).each(&block) })
    expect(circles.select { |files| files.length > 1 }).to be_empty
  end
end
