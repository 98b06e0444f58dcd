# frozen_string_literal: true

require "tsort"

# The Rust sources as a graph: a file, and the files whose items it uses.
class RustSources
  include TSort

  # A path from the root of the crate, from the module above, or from this one, and the braces behind it.
  PATH = /\b(?:crate|super|self)(?=::)(?:::\w+)*(?:::\{[^;]*?\}(?=;))?/m

  def initialize(folder)
    @folder = folder
    paths = Dir["#{folder}/**/*.rs"].reject { |path| path.end_with?("/tests.rs", "/test_server.rs") }
    @files = paths.to_h { |path| [name_of(path), File.read(path)] }
  end

  # @return [Hash{String => Array<String>}] by the name of a module, such as "http::tls"; the root is ""
  def uses
    @uses ||= @files.to_h { |name, text| [name, used(name, text)] }
  end

  def tsort_each_node(&) = uses.each_key(&)

  def tsort_each_child(name, &) = uses.fetch(name).each(&)

  # @return [Array<Array<String>>]
  def circles = strongly_connected_components.select { |files| files.length > 1 }

  # @return [Hash{String => Integer}]
  def lines = Dir["#{@folder}/**/*.rs"].to_h { |path| [path.delete_prefix("#{@folder}/"), File.readlines(path).length] }

  # @return [Array<String>] the files in which this stands
  def naming(pattern) = @files.select { |_, text| code(text).match?(pattern) }.keys

  private

  def name_of(path)
    path.delete_prefix("#{@folder}/").delete_suffix(".rs").sub(/\Alib\z/, "").gsub("/", "::")
  end

  # Without comments and tests.
  def code(text) = text.sub(/^#\[cfg\(test\)\]\nmod tests \{.*/m, "").gsub(%r{^\s*//.*}, "")

  def used(name, text)
    # The root re-exports what is below it: `pub use error::Error`.
    text = code(text).gsub(/^(pub(?:\(\w+\))? use) (?!crate|super|self|\w+::\*)/, '\1 self::')
    found = text.scan(PATH).flat_map { |path| expanded(path) }.filter_map { |path| file_of(absolute(path, name)) }
    found.uniq - [name]
  end

  # `crate::a::{b, c::d}` as `crate::a::b` and `crate::a::c::d`.
  def expanded(path)
    prefix, braces = path.split("::{", 2)
    return [path] unless braces

    braces.delete("{}\n ").split(",").map { |item| item == "self" ? prefix : "#{prefix}::#{item}" }
  end

  def absolute(path, name)
    first, *rest = path.split("::")
    above = { "crate" => [], "self" => name.split("::"), "super" => name.split("::")[..-2] }.fetch(first)
    above + rest
  end

  # The file of the innermost module that the path names.
  def file_of(parts)
    parts.length.downto(0) do |length|
      name = parts.take(length).join("::")
      return name if length.positive? && @files.key?(name)
    end
    nil
  end
end

RSpec.describe "The architecture of the Rust sources" do
  root = File.expand_path("../../ext/omniauth_litmus_rs", __dir__)
  core = RustSources.new("#{root}/core/src")
  extension = RustSources.new("#{root}/src")

  # Which rooms of the core may use which; what stands in no folder is the ground on which all of them stand.
  rooms = {
    "config" => [], "http" => %w[config], "login" => %w[config], "token" => %w[config http], "api" => %w[config http]
  }.freeze

  room_of = ->(file) { rooms.keys.find { |room| file == room || file.start_with?("#{room}::") } }

  it "sees what is used" do
    expect(core.uses.fetch("api::batch")).to include("api::call", "config", "error", "http")
    expect(core.uses.fetch("http")).to include("http::client", "http::exchange")
    expect(extension.uses.fetch("core")).to include("runtime", "convert")
  end

  it "has no circle among the files of the core or of the extension" do
    expect([core.circles, extension.circles]).to eq([[], []])
  end

  rooms.each do |room, allowed|
    it "lets #{room} use #{allowed.empty? ? "no other room" : allowed.join(" and ")}" do
      files = core.uses.select { |file, _| room_of.call(file) == room }
      expect(files).not_to be_empty
      own = [nil, room, *allowed]
      foreign = files.transform_values { |used| used.reject { |file| own.include?(room_of.call(file)) } }
      expect(foreign.reject { |_, used| used.empty? }).to be_empty
    end
  end

  it "has a ground that uses no room" do
    ground = core.uses.select { |file, _| !room_of.call(file) && file != "" }
    expect(ground.transform_values { |used| used.select { |file| room_of.call(file) } }.values.flatten).to be_empty
  end

  it "keeps Ruby out of the core" do
    manifest = File.read("#{root}/core/Cargo.toml")
    expect(manifest.scan(/^(magnus|rb-sys)/)).to be_empty
    expect(core.naming(/\b(?:magnus|rb_sys)::/)).to be_empty
  end

  it "has one file that knows the crate oauth2" do
    expect(core.naming(/\boauth2::/)).to eq(%w[token::oauth2_adapter])
  end

  it "has one file that is allowed unsafe code" do
    expect(extension.naming(/\bunsafe \{/)).to eq(%w[gvl])
    expect(extension.naming(/(?:allow|expect)\(unsafe_code/)).to eq(%w[gvl])
    expect(File.read("#{root}/core/src/lib.rs")).to include("#![forbid(unsafe_code)]")
  end

  it "has no file of more than 350 lines" do
    long = core.lines.merge(extension.lines) { |_, one, other| [one, other].max }.select { |_, lines| lines > 350 }
    expect(long).to be_empty
  end

  # A check that cannot fail says nothing.
  it "would notice a circle and a use in the wrong direction" do
    Dir.mktmpdir do |folder|
      { "lib" => "mod a;\nmod b;", "a" => "use crate::b::{B, C};", "b" => "//! b\nfn f() { crate::a::g() }" }
        .each { |name, text| File.write("#{folder}/#{name}.rs", text) }
      expect(RustSources.new(folder).circles.map(&:sort)).to eq([%w[a b]])
    end
  end
end
