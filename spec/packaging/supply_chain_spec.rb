# frozen_string_literal: true

require "tmpdir"

require_relative "../../packaging/crates"
require_relative "../../packaging/supply_chain"

RSpec.describe "What is asked of crates" do
  def crate(name = "one", version: "1.0.0", license: "MIT", source: Packaging::Crate::REGISTRY)
    Packaging::Crate.new({ "name" => name, "version" => version, "license" => license, "source" => source })
  end

  def problems(*crates, unchecked: [], duplicates: [])
    graph = instance_double(Packaging::Crates, all: crates, unchecked:)
    policy = instance_double(Packaging::Policy, licenses: %w[MIT ISC Apache-2.0 Unicode-3.0], duplicates:)
    Packaging::SupplyChain.new(graph, policy).problems
  end

  it "lets pass what is from the registry, once, and under a licence that is allowed" do
    expect(problems(crate, crate("two", license: "Apache-2.0"), crate("own", source: nil))).to be_empty
  end

  it "refuses other licences, and none" do
    expect(problems(crate(license: "GPL-3.0-only")))
      .to eq(["one 1.0.0 is under GPL-3.0-only, which deny.toml does not allow"])
    expect { problems(crate(license: "")) }.to raise_error('"" is no licence expression')
  end

  it "refuses repositories, other registries, and what has no checksum" do
    git = "git+https://example.com/one?rev=1#1"
    expect(problems(crate(source: git))).to eq(["one 1.0.0 comes from #{git}, not from the registry"])
    expect(problems(crate(source: "registry+https://example.com/index")).size).to eq(1)
    expect(problems(crate, unchecked: %w[one])).to eq(["one has no checksum in Cargo.lock"])
  end

  it "wants a reason for two versions of a crate, and no reason too many" do
    both = [crate, crate(version: "1.10.0"), crate(version: "1.9.0")]
    expect(problems(*both, duplicates: %w[one@1.0.0]))
      .to eq(["one@1.9.0 is there beside a newer version, and deny.toml does not say why"])
    expect(problems(crate, duplicates: %w[one@0.9.0]))
      .to eq(["one@0.9.0 is not there twice; deny.toml need not name it"])
  end

  it "reads licence expressions, and takes the licence that is dearest" do
    choose = ->(text) { Packaging::SpdxExpression.new(text).choose(%w[MIT ISC Apache-2.0 Unicode-3.0]) }
    expect(choose.call("Apache-2.0 OR MIT")).to eq(%w[MIT])
    expect(choose.call("Apache-2.0/MIT")).to eq(%w[MIT])
    expect(choose.call("Apache-2.0 AND ISC")).to eq(%w[Apache-2.0 ISC])
    expect(choose.call("(MIT OR Apache-2.0) AND Unicode-3.0")).to eq(%w[MIT Unicode-3.0])
    expect(choose.call("GPL-2.0-only OR ISC")).to eq(%w[ISC])
    expect(choose.call("MIT AND GPL-2.0-only")).to be_nil
    expect(choose.call("Apache-2.0 WITH LLVM-exception")).to be_nil
    expect { choose.call("MIT OR") }.to raise_error(/no licence expression/)
    expect { choose.call("(MIT") }.to raise_error(/open bracket/)
  end

  it "brings the texts of the licences chosen, and of parts under others" do
    Dir.mktmpdir do |folder|
      { "LICENSE-MIT" => "mit", "LICENSE-APACHE" => "apache", "LICENSE-THIRD-PARTY" => "parts" }
        .each { |file, text| File.write("#{folder}/#{file}", text) }
      package = { "name" => "one", "version" => "1", "manifest_path" => "#{folder}/Cargo.toml" }
      texts = -> { Packaging::Crate.new(package).texts(%w[MIT]) }
      expect(texts.call).to eq(%w[mit parts])
      File.rename("#{folder}/LICENSE-MIT", "#{folder}/LICENSE.txt")
      expect(texts.call).to eq(%w[mit parts])
      Dir["#{folder}/*"].each { |file| File.unlink(file) }
      expect(&texts).to raise_error("one 1 has no text of MIT")
    end
  end

  it "finds all of it in order here, as the lock has it" do
    lock = File.read(File.expand_path("../../Cargo.lock", __dir__))
    expect(lock.scan(/^source = "(.+)"/).flatten.uniq).to eq([Packaging::Crate::REGISTRY])
    expect(Packaging::Crates.new.unchecked).to be_empty
    expect(Packaging::Policy.new.licenses).to include("MIT", "Apache-2.0")
  end
end
