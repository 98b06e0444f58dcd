# frozen_string_literal: true

require "fileutils"
require "open3"
require "rbconfig"
require "rubygems/package"
require "tmpdir"

require_relative "../../packaging/platform_gem"
require_relative "../../packaging/rubies"
require_relative "../support/copied_library"
require_relative "../support/installed_gem"

RSpec.describe "The platform gem" do
  let(:minor) { CopiedLibrary::MINOR }
  let(:library) { Packaging::NativeLibrary.new(InstalledGem::LIBRARY) }
  let(:gem) { Packaging::PlatformGem.new([library]) }
  let(:specification) { gem.specification }

  # A library that is this one but for what an example changes.
  def other(**facts)
    instance_double(Packaging::NativeLibrary, minor: library.minor, platform: library.platform, musl?: library.musl?,
                                              glibc: library.glibc, strangers: [], file: library.file, **facts)
  end

  def platform_gem(*libraries, **options)
    Packaging::PlatformGem.new(libraries, **options)
  end

  it "depends on omniauth alone, and builds nothing" do
    expect(specification.runtime_dependencies.map(&:name)).to eq(%w[omniauth])
    expect(specification.extensions).to be_empty
    expect(specification.files.grep(%r{\A(ext/|Cargo|\.cargo)})).to be_empty
  end

  it "is for the Rubies it has libraries for, and none before or after" do
    gem = platform_gem(other(minor: "3.1"), other(minor: "3.2"), other(minor: "3.3"))
    requirement = gem.specification.required_ruby_version
    accepted = %w[3.0.6 3.1.0 3.2.9 3.3.8 3.4.0.dev 3.4.0 4.0.0].select do |version|
      requirement.satisfied_by?(Gem::Version.new(version))
    end
    expect(accepted).to eq(%w[3.1.0 3.2.9 3.3.8])
  end

  it "knows that 4.0 followed 3.4" do
    expect { platform_gem(other(minor: "3.4"), other(minor: "4.0")).check }.not_to raise_error
    expect(platform_gem(other(minor: "3.4")).specification.required_ruby_version.requirements.map(&:join))
      .to contain_exactly(">=3.4", "<4.0.dev")
  end

  it "is not made with a Ruby left out between two others, whose users would get it all the same" do
    libraries = [other(minor: "3.1"), other(minor: "3.3")]
    expect { platform_gem(*libraries).check }.to raise_error("There is no library for Ruby 3.2")
    expect { platform_gem(*libraries, gaps: true).check }.not_to raise_error
  end

  it "names processor and C library, and is for a RubyGems that can tell them" do
    expect(specification.platform.to_s).to match(/\A(x86_64|aarch64)-linux-(gnu|musl)\z|darwin/)
    required = %w[x86_64-linux-gnu aarch64-linux-musl arm64-darwin].to_h do |name|
      library = other(platform: Gem::Platform.new(name), musl?: name.end_with?("musl"), glibc: nil)
      [name, platform_gem(library).specification.required_rubygems_version.to_s]
    end
    expect(required).to eq("x86_64-linux-gnu" => ">= 3.3.22", "aarch64-linux-musl" => ">= 3.3.22",
                           "arm64-darwin" => ">= 0")
    expect { platform_gem(other, other(minor: "9.9", platform: "x86_64-linux-musl"), gaps: true).check }
      .to raise_error(/\ALibraries of .*-musl cannot share a gem\z/)
  end

  it "states the glibc it asks for, and can be held to one" do
    skip "It asks for no glibc" unless library.glibc
    expect(specification.metadata["glibc"]).to eq(library.glibc)
    gem = platform_gem(other(minor: "3.1", glibc: "2.9"), other(minor: "3.2", glibc: "2.34"))
    expect(gem.floor).to eq("2.34")
    expect(gem.check(glibc: "2.34")).to equal(gem)
    expect { gem.check(glibc: "2.31") }.to raise_error("glibc 2.34 is asked for, and 2.31 is what may be")
  end

  it "is not made of libraries that want what other machines may not have" do
    expect(library.strangers).to be_empty
    expect { platform_gem(other(strangers: ["libssl.so.3"])).check }
      .to raise_error("libssl.so.3 may be missing elsewhere")
  end

  it "tells nothing of the machine that built it" do
    bytes = File.binread(library.file)
    folders = [Dir.home, *ENV.values_at("CARGO_HOME", "RUSTUP_HOME"), Packaging::GemFile::ROOT].compact.uniq
    expect(folders.select { |folder| bytes.include?("#{folder}/".b) }).to be_empty
  end

  it "believes the library, not the folder, on which Ruby it serves" do
    expect(library.minor).to eq(minor)
    expect { Packaging::NativeLibrary.new("/bin/true").minor }.to raise_error(/does not say which Ruby/)
  end

  it "finds the Rubies to build for, this one among them" do
    expect(Packaging::Rubies.at_hand).to include(minor)
    expect(Packaging::Rubies.at_hand("/bin/true:#{RbConfig.ruby}")).to eq(minor => RbConfig.ruby)
  end

  it "installs into an empty place without Rust and compiler, takes at most 5 MB, and signs in" do
    InstalledGem.open do |installed|
      expect(installed.megabytes).to be <= 5
      expect(installed.files.grep(/\.(rs|toml)\z|extconf/)).to be_empty
      output, status = installed.run(File.expand_path("../support/smoke.rb", __dir__))
      expect(status).to be_success, output
      expect(output).to include("signed Maya Okafor in")
    end
  end

  it "is not installed for a Ruby it has no library for" do
    older = InstalledGem.platform_gem(other(minor: "2.7"))
    InstalledGem.open(older, install: false) do |place|
      output, status = place.install
      expect(status).not_to be_success
      expect(output).to match(/requires Ruby version (< 2\.8\.dev, >= 2\.7|>= 2\.7, < 2\.8\.dev)/)
    end
  end
end
