# frozen_string_literal: true

require "fileutils"
require "shellwords"

module Packaging
  # A minimal Debian of another release in a folder, and commands in it. Its mounts are in a namespace of each command's
  # own: when the command ends they are gone, and deleting the folder can never reach through one.
  class DebianRoot
    # Unstable's mirrors may be older than the date in their release files allows.
    OPTIONS = { "sid" => ["--aptopt=Acquire::Check-Valid-Until \"false\""] }.freeze
    PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    RUST = { "CARGO_HOME" => "/root/.cargo", "RUSTUP_HOME" => "/root/.rustup" }.freeze
    # Mounts and processes that are gone when the command is. `unshare` itself cannot make "/" private where it is no
    # mount, as in a root within a root.
    APART = ["unshare", "--mount", "--propagation", "unchanged", "--pid", "--fork", "--kill-child", "--mount-proc",
             "sh", "-euc", 'mount --make-rprivate / 2>/dev/null || true; "$@" || exit $?', "sh"].freeze
    ENTER = <<~'SH'
      root=$1; shift
      mount -t proc proc "$root/proc"
      mount --rbind /dev "$root/dev"
      if [ -n "$CARGO" ]; then
        mkdir -p "$root/root/.cargo" "$root/root/.rustup"
        mount --bind "$CARGO" "$root/root/.cargo"
        mount --bind "$RUSTUP" "$root/root/.rustup"
      fi
      exec chroot "$root" "$@"
    SH

    # @return [String]
    attr_reader :folder

    # @param suite [String] "trixie" or "sid"
    # @param folder [String]
    def initialize(suite, folder)
      @suite = suite
      @folder = folder
    end

    # Makes it unless it is there.
    #
    # @param log [IO]
    # @return [void]
    def make(log)
      return if File.exist?("#{folder}/etc/debian_version")

      FileUtils.rm_rf("#{folder}.part")
      FileUtils.mkdir_p(File.dirname(folder))
      # Cut short, mmdebstrap leaves mounts behind; here they are gone with it.
      system(*APART, "mmdebstrap", "--variant=minbase", "--include=ca-certificates", *OPTIONS[@suite], @suite,
             "#{folder}.part", in: File::NULL, out: log, err: log, exception: true)
      reach_the_network("#{folder}.part")
      File.rename("#{folder}.part", folder)
    end

    # @param command [Array<String>]
    # @param log [IO] for all that it prints
    # @param chdir [String] inside
    # @param rust [Boolean] whether it has this machine's toolchain
    # @param env [Hash{String => String}] besides HOME, LANG and PATH
    # @return [Boolean] whether it succeeded
    def run(*command, log:, chdir: "/", rust: true, env: {})
      inside = { "HOME" => "/root", "LANG" => "C.UTF-8", "PATH" => "#{"/root/.cargo/bin:" if rust}#{PATH}" }.merge(env)
      script = "cd #{chdir.shellescape} && exec \"$@\""
      system(rust ? toolchain : { "CARGO" => "" }, *APART, "sh", "-euc", ENTER, "sh", folder, "/usr/bin/env", "-i",
             *inside.map { |pair| pair.join("=") }, "/bin/sh", "-c", script, "sh", *command,
             in: File::NULL, out: log, err: log)
    end

    private

    # rustup's folders, wherever they are here.
    def toolchain
      { "CARGO" => ENV.fetch("CARGO_HOME") { File.expand_path("~/.cargo") },
        "RUSTUP" => ENV.fetch("RUSTUP_HOME") { File.expand_path("~/.rustup") } }
    end

    # As this machine does: its resolver, apt's way to the mirrors, and the authorities it trusts.
    def reach_the_network(place)
      FileUtils.cp("/etc/resolv.conf", "#{place}/etc/resolv.conf")
      File.write("#{place}/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n")
      ways = Dir["/etc/apt/apt.conf.d/*"].select { |file| File.read(file).match?(/^\s*Acquire::/) }
      FileUtils.cp(ways, "#{place}/etc/apt/apt.conf.d")
      FileUtils.cp(Dir["/etc/apt/auth.conf.d/*"], "#{place}/etc/apt/auth.conf.d")
      FileUtils.cp(Dir["/usr/local/share/ca-certificates/*.crt"], "#{place}/usr/local/share/ca-certificates")
      FileUtils.cp("/etc/ssl/certs/ca-certificates.crt", "#{place}/etc/ssl/certs/ca-certificates.crt")
    end
  end
end
