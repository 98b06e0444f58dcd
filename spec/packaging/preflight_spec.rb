# frozen_string_literal: true

require "fileutils"
require "open3"
require "rbconfig"
require "tmpdir"

require_relative "../../ext/omniauth_litmus_rs/preflight"

RSpec.describe "extconf.rb" do
  let(:extconf) { File.expand_path("../../ext/omniauth_litmus_rs/extconf.rb", __dir__) }
  let(:tools) { Dir.mktmpdir }
  let(:found) { ["cargo", "rustc", "make", RbConfig::CONFIG["CC"].split.first] }
  let(:env) { { "PATH" => tools, "LIBCLANG_PATH" => nil, "CARGO" => nil, "RUSTC" => nil, "CC" => nil } }

  # A PATH with these programs and no other.
  before { found.each { |name| program(name, "echo '#{name} 1.99.0'") } }

  after { FileUtils.rm_r(tools) }

  # @return [String] what it says when it ends before it has written a Makefile
  def complaint(*options, **changes)
    Dir.mktmpdir do |folder|
      output, status = Open3.capture2e(env.merge(changes.transform_keys(&:to_s)), RbConfig.ruby, *options, extconf,
                                       chdir: folder)
      expect([status.exitstatus, Dir.children(folder)]).to eq([1, []])
      output.strip
    end
  end

  def program(name, script)
    File.write(File.join(tools, name), "#!/bin/sh\n#{script}\n")
    File.chmod(0o755, File.join(tools, name))
  end

  it "writes a Makefile for a locked build of this Ruby's library, where nothing is missing" do
    Dir.mktmpdir do |folder|
      output, status = Open3.capture2e(RbConfig.ruby, extconf, chdir: folder)
      expect(status).to be_success, output
      expect(File.read("#{folder}/Makefile"))
        .to include("RB_SYS_EXTRA_CARGO_ARGS ?= --locked", "RB_SYS_FORCE_INSTALL_RUST_TOOLCHAIN ?= false",
                    "target_prefix = /omniauth/litmus/#{RUBY_VERSION[/\A\d+\.\d+/]}")
    end
  end

  # Somebody's own cargo configuration is not asked for another platform's library.
  it "builds for this machine, whatever `build.target` says" do
    Dir.mktmpdir do |folder|
      File.write("#{folder}/config.toml", %([build]\ntarget = "wasm32-unknown-unknown"\n))
      home = { "CARGO_HOME" => folder, "CARGO_BUILD_TARGET" => nil, "RUST_TARGET" => nil }
      output, status = Open3.capture2e(home, RbConfig.ruby, extconf, chdir: folder)
      expect(status).to be_success, output
      host = `rustc -vV`[/^host: (\S+)/, 1]
      expect(File.read("#{folder}/Makefile"))
        .to include("CARGO_BUILD_TARGET ?= #{host}", "--target $(CARGO_BUILD_TARGET)")
    end
  end

  it "keeps the folders of this machine out of the library" do
    Dir.mktmpdir do |folder|
      output, status = Open3.capture2e({ "CARGO_HOME" => "/home/ada/.cargo" }, RbConfig.ruby, extconf,
                                       chdir: folder)
      expect(status).to be_success, output
      expect(File.read("#{folder}/Makefile")).to include("--remap-path-prefix=/home/ada/.cargo=cargo",
                                                         "--remap-path-prefix=#{File.realpath(folder)}=build")
    end
  end

  context "without cargo" do
    let(:found) { super() - %w[cargo] }

    it "says in a sentence what to install on which system" do
      sentence = complaint(HOME: "/nonexistent")
      expect(sentence).to start_with("omniauth-litmus-rs is built from source here, which needs cargo: on Debian")
      expect(sentence.lines.size).to eq(1)
      expect(sentence).to include("`apt-get install cargo`", "`dnf install cargo`", "`apk add cargo`",
                                  "`brew install rust`", "https://rustup.rs")
    end

    it "sees the one that is not on the PATH" do
      FileUtils.mkdir_p("#{tools}/.cargo/bin")
      FileUtils.ln_s("/bin/true", "#{tools}/.cargo/bin/cargo")
      expect(complaint(HOME: tools)).to include("cargo (it is in #{tools}/.cargo/bin, which is not on the PATH)")
    end

    it "needs no home to say so" do
      ["", "relative", nil].each do |home|
        expect(complaint(HOME: home, CARGO_HOME: nil)).to include("which needs cargo: on Debian")
      end
    end
  end

  it "tells an old rustc from a new one" do
    program("rustc", "echo 'rustc 1.63.0 (4b91a6ea7 2022-08-08)'")
    expect(complaint).to include("which needs rustc 1.85 or newer (this is 1.63.0): on Debian or Ubuntu run " \
                                 "`apt-get install rustc` (where that Rust is too old, and anywhere else, " \
                                 "https://rustup.rs has a new one), on Fedora `dnf install rust`")
  end

  it "compares releases as numbers" do
    program("rustc", "echo 'rustc 1.9.0'")
    expect(complaint).to include("(this is 1.9.0)")
  end

  it "says what a rustc says that has no toolchain" do
    program("rustc", "echo 'error: no default is configured' >&2; exit 1")
    expect(complaint).to include(%(rustc 1.85 or newer (`rustc --version` says "error: no default is configured")))
  end

  it "says that RUSTC names a folder, and no program" do
    expect(complaint(RUSTC: tools)).to include("which needs rustc 1.85 or newer: on Debian")
  end

  it "says so where a rustc cannot be run" do
    File.write("#{tools}/rustc", "#!/nonexistent/interpreter\n")
    expect(complaint).to include('needs rustc 1.85 or newer ("rustc" cannot be run: No such file or directory): on')
  end

  it "takes the variables of programs apart as RubyGems does, arguments and all" do
    FileUtils.mkdir_p("#{tools}/a folder")
    FileUtils.cp("#{tools}/make", "#{tools}/a folder/make")
    ["make -j2", "#{tools}/make --jobs=2", "'#{tools}/a folder/make' -j2", "gmake -j2"].each do |make|
      missing = %w[MAKE make].map do |name|
        Preflight.new(env: { **env.compact, name => make }, config: RbConfig::CONFIG).missing
      end
      expect(missing.map { |needs| needs["make"] }).to all(make.start_with?("gmake") ? eq(" (gmake)") : be_nil)
    end
  end

  it "misses libclang where bindgen would" do
    Dir.mktmpdir do |empty|
      expect(complaint(LIBCLANG_PATH: empty))
        .to include("which needs libclang (LIBCLANG_PATH names a place without it)", "`apt-get install libclang-dev`",
                    "`dnf install clang-devel`", "`apk add clang-dev`", "`xcode-select --install`")
    end
  end

  it "does not take libclang-cpp for it" do
    Dir.mktmpdir do |folder|
      FileUtils.touch("#{folder}/libclang-cpp.so.14")
      expect(complaint(LIBCLANG_PATH: folder)).to include("needs libclang")
    end
  end

  it "misses Ruby's headers before mkmf does" do
    File.write("#{tools}/no_headers.rb", 'require "rbconfig"; RbConfig::CONFIG["rubyhdrdir"] = "/nonexistent"')
    expect(complaint("-r#{tools}/no_headers.rb"))
      .to include("needs Ruby's headers: on Debian or Ubuntu run `apt-get install ruby-dev`")
  end

  context "with nothing at all" do
    let(:found) { [] }

    it "names everything at once" do
      expect(complaint(HOME: "/nonexistent", LIBCLANG_PATH: tools))
        .to match(/needs cargo, rustc .*, libclang .*, a C compiler .*, make: on Debian or Ubuntu run `apt-get /)
        .and include("cargo rustc libclang-dev gcc libc6-dev make", "`xcode-select --install && brew install rust`")
    end
  end
end
