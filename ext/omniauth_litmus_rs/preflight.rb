# frozen_string_literal: true

require "open3"
require "rbconfig"
require "shellwords"

require_relative "libclang"

# What a build from source needs, looked for before it begins: a compiler's complaint after a minute of compiling names
# a symptom, this names what to install.
class Preflight
  # The oldest Rust that the crates accept, from the manifest that says so to cargo.
  MANIFEST = File.expand_path("../../Cargo.toml", __dir__)

  PACKAGES = {
    "cargo" => { debian: "cargo", fedora: "cargo", alpine: "cargo", macos: "rust" },
    "rustc" => { debian: "rustc", fedora: "rust", alpine: "rust", macos: "rust" },
    "libclang" => { debian: "libclang-dev", fedora: "clang-devel", alpine: "clang-dev", macos: :xcode },
    "Ruby's headers" => { debian: "ruby-dev", fedora: "ruby-devel", alpine: "ruby-dev", macos: "ruby" },
    "a C compiler" => { debian: "gcc libc6-dev", fedora: "gcc", alpine: "build-base", macos: :xcode },
    "make" => { debian: "make", fedora: "make", alpine: "make", macos: :xcode }
  }.freeze

  # @return [void]
  # @raise [SystemExit] when something is missing; what it is goes to standard error
  def self.run
    message = new.message
    abort "\n#{message}\n\n" if message
  end

  # @param env [Hash{String => String}]
  # @param config [Hash{String => String}] RbConfig's
  def initialize(env: ENV.to_h, config: RbConfig::CONFIG)
    @env = env
    @config = config
  end

  # @return [String, nil] one sentence about everything that is missing
  def message
    return "omniauth-litmus-rs needs CRuby, and this is #{RUBY_ENGINE}." unless RUBY_ENGINE == "ruby"
    return if missing.empty?

    "omniauth-litmus-rs is built from source here, which needs #{missing.map { |need, why| need + why }.join(", ")}: " \
      "on Debian or Ubuntu run `apt-get install #{packages(:debian)}`#{rust_elsewhere}, on Fedora `dnf install " \
      "#{packages(:fedora)}`, on Alpine `apk add #{packages(:alpine)}`, on macOS `#{on_macos}`, and try again."
  end

  # @return [Hash{String => String}] what is missing, and what was found in its place
  def missing
    @missing ||= { "cargo" => cargo, "rustc" => rustc, "libclang" => libclang, "Ruby's headers" => headers,
                   "a C compiler" => compiler, "make" => make }.compact
  end

  private

  def cargo
    return if executable?(program("CARGO") || "cargo")

    own = rustup_folder
    own && program_file?("#{own}/cargo") ? " (it is in #{own}, which is not on the PATH)" : ""
  end

  # Where rustup puts programs. HOME may be empty, relative, or missing, as for a user id without a name.
  def rustup_folder
    home = @env["HOME"].to_s
    return "#{@env["CARGO_HOME"]}/bin" if @env["CARGO_HOME"].to_s.start_with?("/")

    "#{home}/.cargo/bin" if home.start_with?("/")
  end

  def rustc
    command = @env["RUSTC"] || "rustc"
    wanted = " #{oldest_rust} or newer"
    return wanted unless executable?(command)

    output, = Open3.capture2e(@env, command, "--version", unsetenv_others: true)
    found = output[/^rustc (\d+\.\d+(\.\d+)?)/, 1]
    return "#{wanted} (`rustc --version` says #{output.lines.first.to_s.strip.inspect})" unless found

    "#{wanted} (this is #{found})" if Gem::Version.new(found) < Gem::Version.new(oldest_rust)
  rescue SystemCallError => e
    "#{wanted} (#{command.inspect} cannot be run: #{e.message[/\A[^-@]+/].strip})"
  end

  # bindgen reads Ruby's headers with it.
  def libclang
    search = Libclang.new(@env)
    return if search.found?

    search.told_where? ? " (LIBCLANG_PATH names a place without it)" : " (or LIBCLANG_PATH, naming its folder)"
  end

  def headers
    "" unless File.exist?(File.join(@config["rubyhdrdir"].to_s, "ruby.h"))
  end

  def compiler
    command = program("CC") || words(@config["CC"]).first.to_s
    " (#{command})" unless executable?(command)
  end

  def make
    command = program("MAKE") || program("make") || "make"
    return if executable?(command)

    command == "make" ? "" : " (#{command})"
  end

  # The program of a variable that may have arguments as well, such as MAKE="make -j2"; nil where it is not set.
  def program(name)
    words(@env[name]).first
  end

  # Taken apart as RubyGems does it.
  def words(command)
    Shellwords.split(command.to_s)
  rescue ArgumentError # an unmatched quote
    command.split
  end

  def executable?(command)
    return program_file?(command) if command.include?("/")

    @env["PATH"].to_s.split(File::PATH_SEPARATOR).any? { |folder| program_file?(File.join(folder, command)) }
  end

  # A folder is "executable", too.
  def program_file?(path)
    File.file?(path) && File.executable?(path)
  end

  def oldest_rust
    File.read(MANIFEST)[/^rust-version *= *"([\d.]+)"/, 1]
  end

  def packages(system)
    PACKAGES.values_at(*missing.keys).map { |names| names[system] }.uniq.join(" ")
  end

  def on_macos
    names = PACKAGES.values_at(*missing.keys).map { |packages| packages[:macos] }.uniq
    brewed = names - [:xcode]
    [*("xcode-select --install" if names.include?(:xcode)),
     *("brew install #{brewed.join(" ")}" if brewed.any?)].join(" && ")
  end

  def rust_elsewhere
    return unless missing.key?("cargo") || missing.key?("rustc")

    " (where that Rust is too old, and anywhere else, https://rustup.rs has a new one)"
  end
end
