# frozen_string_literal: true

require "fileutils"
require "open3"
require "rubygems/package"
require "tmpdir"

require_relative "../../packaging/gem_file"

RSpec.describe "The source gem" do
  let(:root) { File.expand_path("../..", __dir__) }
  let(:specification) { Packaging::GemFile.source_specification }

  around { |example| Dir.mktmpdir { |folder| (@folder = folder) && example.run } }

  attr_reader :folder

  def write(place = folder)
    Gem::DefaultUserInteraction.use_ui(Gem::SilentUI.new) { Packaging::GemFile.new(specification).write(place) }
  end

  # @return [String] the folder that the gem was unpacked to
  def unpacked
    target = "#{folder}/unpacked"
    Gem::Package.new(write).extract_files(target)
    target
  end

  it "has the same bytes when it is built again, later and under another umask" do
    before = File.binread(write)
    epoch = Time.now
    umask = File.umask(0o077)
    allow(Time).to receive(:now).and_return(epoch + 86_400)
    FileUtils.touch("#{root}/ext/omniauth_litmus_rs/build.rs", mtime: File.mtime("#{root}/Cargo.toml") + 1)
    Dir.mkdir("#{folder}/again")
    expect(File.binread(write("#{folder}/again"))).to eq(before)
  ensure
    File.umask(umask)
  end

  it "takes the date from SOURCE_DATE_EPOCH where it is set" do
    before = ENV.fetch("SOURCE_DATE_EPOCH", nil)
    ENV["SOURCE_DATE_EPOCH"] = "1700000000"
    expect(Gem::Package.new(write).spec.date).to eq(Time.utc(2023, 11, 14))
  ensure
    ENV["SOURCE_DATE_EPOCH"] = before
  end

  it "unpacks to what its specification lists and nothing else" do
    place = unpacked
    files = Dir.glob("**/*", File::FNM_DOTMATCH, base: place).select { |file| File.file?("#{place}/#{file}") }
    expect(files).to match_array(specification.files)
    expect(files.grep(%r{\.(so|bundle|gem)\z|\A(spec|bin|bench|examples|fuzz|packaging|rakelib|target|tmp|pkg)/}))
      .to be_empty
  end

  it "has every file of lib/, sig/ and exe/ that is under version control" do
    tracked, status = Open3.capture2e("git", "-C", root, "ls-files", "lib", "sig", "exe")
    skip "This is no checkout" unless status.success?
    expect(tracked.lines(chomp: true) - specification.files).to be_empty
  end

  it "is all that a locked build needs: cargo resolves what was unpacked, and every crate finds its sources" do
    output, status = Open3.capture2e("cargo", "metadata", "--locked", "--no-deps", "--format-version", "1",
                                     chdir: unpacked)
    expect(status).to be_success, output
    modules = Dir["#{folder}/unpacked/ext/**/src/lib.rs"].flat_map do |library|
      File.read(library).scan(/^(?:pub )?mod (\w+);/).map { |name| "#{File.dirname(library)}/#{name.first}.rs" }
    end
    expect(modules).not_to be_empty
    expect(modules.reject { |file| File.exist?(file) }).to be_empty
  end

  it "brings the licences of what is linked in, and asks for MFA" do
    expect(File.read("#{unpacked}/THIRD_PARTY_LICENSES.txt")).to include("ring 0.17", "magnus 0.9", "Permission")
    expect(specification.metadata).to include("rubygems_mfa_required" => "true")
  end

  it "names every crate that the lock links for its own targets" do
    licences = File.read("#{root}/THIRD_PARTY_LICENSES.txt")
    tree, status = Open3.capture2e("cargo", "tree", "--locked", "--edges", "normal,no-proc-macro", "--prefix", "none",
                                   "--format", "{p}", "--package", "omniauth_litmus_rs", chdir: root)
    expect(status).to be_success, tree
    linked = tree.scan(/^\S+ v\S+/).map { |crate| crate.sub(" v", " ") }.grep_v(/\Aomniauth/).uniq
    expect(linked.size).to be > 50
    expect(linked.reject { |crate| licences.include?("#{crate} (") }).to be_empty
  end
end
