# frozen_string_literal: true

require "etc"
require "rbconfig"

# What rustc has to be told, for extconf.rb and for the tasks of a checkout. For a cargo that is called by hand,
# .cargo/config.toml says the same, as far as it can.
module RustFlags
  # The gem's own folder: Cargo.toml's.
  SOURCE = File.expand_path("../..", __dir__)
  # A Ruby extension finds Ruby's symbols in the process that loads it.
  MACOS = %w[-C link-arg=-undefined -C link-arg=dynamic_lookup].freeze
  # musl's libc is linked statically by default, and nothing could load the library then.
  MUSL = %w[-C target-feature=-crt-static].freeze

  class << self
    # @return [Array<String>]
    def all
      remapped_paths + (RbConfig::CONFIG["host_os"].include?("darwin") ? MACOS : []) + musl
    end

    # @return [Array<String>]
    def musl
      RbConfig::CONFIG["host_os"].include?("musl") ? MUSL : []
    end

    # Keeps the folders of the machine that builds out of the library: they would say who built it, stand in each panic,
    # and make two builds of one commit differ.
    #
    #   --remap-path-prefix=/home/ada/.cargo=cargo
    #
    # @param build [String] the folder in which cargo is started, and below which it may write
    # @param env [Hash{String => String}]
    # @return [Array<String>] of two paths that fit, rustc takes the later one, so the longer ones come last
    def remapped_paths(build: Dir.pwd, env: ENV.to_h)
      home = home(env)
      folders = { home => "home", (env["RUSTUP_HOME"] || below(home, ".rustup")) => "rustup",
                  (env["CARGO_HOME"] || below(home, ".cargo")) => "cargo", env["CARGO_TARGET_DIR"] => "target",
                  build => "build", SOURCE => "omniauth-litmus-rs" }
      # RUSTFLAGS are taken apart at blanks, so a path with one cannot be named in them.
      folders.select { |folder, _| folder.to_s.match?(%r{\A/[^/\s]\S*\z}) }.sort_by { |folder, _| folder.length }
             .map { |folder, name| "--remap-path-prefix=#{folder}=#{name}" }
    end

    private

    def home(env)
      env["HOME"].to_s.empty? ? Etc.getpwuid&.dir : env["HOME"]
    end

    def below(home, folder)
      home && File.join(home, folder)
    end
  end
end
