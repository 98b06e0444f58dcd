# frozen_string_literal: true

require "rbconfig"

require_relative "../packaging/gem_file"
require_relative "../packaging/platform_gem"
require_relative "../packaging/rubies"

# In MB, what an installation may take: a source gem keeps three copies of its library (RubyGems' doing), a platform gem
# one for each Ruby.
most = { source: 15, platform: 5 }
each_further_library = 3.1
# RubyGems keeps the gem file beside what it has installed; that is told apart.
size = lambda do |home|
  files = Dir.glob("**/*", File::FNM_DOTMATCH, base: home).grep_v(%r{\Acache/}).map { |file| File.join(home, file) }
  files.sum { |file| File.file?(file) ? File.size(file) : 0 } / 1e6
end
# Installs a gem into an empty place, says how large it is there, and signs in with it. `--force`, where RubyGems is too
# old for a platform gem and would take the source gem.
smoke = lambda do |gem_file, home, limit|
  rm_rf home
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  sh RbConfig.ruby, "-S", "gem", "install", "--local", "--ignore-dependencies", "--no-document", "--force",
     "--install-dir", home, gem_file
  puts format("%<gem>s: %<packed>.1f MB packed, %<installed>.1f MB installed (at most %<limit>.1f) in %<seconds>.1f s",
              gem: File.basename(gem_file), packed: File.size(gem_file) / 1e6, installed: size.call(home), limit:,
              seconds: Process.clock_gettime(Process::CLOCK_MONOTONIC) - start)
  raise "#{home} is larger than #{limit} MB" if size.call(home) > limit

  # From another folder, so that nothing comes from this one's lib/.
  script = File.expand_path("spec/support/smoke.rb")
  sh({ "GEM_PATH" => [home, *Gem.path].join(":"), "RUBYOPT" => nil }, RbConfig.ruby, script, chdir: home)
end
source = -> { Packaging::GemFile.new(Packaging::GemFile.source_specification) }
libraries = -> { Dir["tmp/native/*/*.{so,bundle}"].map { |file| Packaging::NativeLibrary.new(file) } }
# RUBY_GAPS=1 packs Rubies with one missing between them; GLIBC=2.34 says how new a glibc may be asked for.
platform = lambda do
  Packaging::PlatformGem.new(libraries.call, gaps: ENV["RUBY_GAPS"] == "1").check(glibc: ENV.fetch("GLIBC", nil))
end

desc "Build the source gem into pkg/"
task package: "package:source"

namespace :package do
  task :source do
    puts source.call.write
  end

  desc "Install the source gem into an empty place, by extconf.rb, and sign in with it"
  task smoke: :source do
    smoke.call(source.call.write, File.expand_path("tmp/smoke"), most[:source])
  end

  desc "Build a gem for this platform, with a library for each Ruby at hand (or of RUBIES=path:path), into pkg/"
  task native: %w[native:compile native:pack]

  namespace :native do
    # Into tmp/native/<minor>/, where libraries that were built elsewhere for this platform may lie already.
    task compile: "^compile" do
      Packaging::Rubies.at_hand.each do |minor, ruby|
        library = "#{minor}/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
        built = "lib/omniauth/litmus/#{library}"
        if minor != RUBY_VERSION[/\A\d+\.\d+/]
          sh({ "RUBY" => ruby }, "cargo", "build", "--release", "--locked")
          built = "target/release/libomniauth_litmus_rs.#{RbConfig::CONFIG["SOEXT"]}"
        end
        mkdir_p "tmp/native/#{minor}"
        cp built, "tmp/native/#{library}"
      end
    end

    task :pack do
      gem = platform.call
      puts "#{gem.write}: Ruby #{gem.minors.join(", ")}#{", glibc #{gem.floor} or newer" if gem.floor}"
    end

    desc "Install the platform gem into an empty place and sign in with it"
    task smoke: :native do
      gem = platform.call
      smoke.call(gem.write, File.expand_path("tmp/smoke-native"),
                 most[:platform] + ((gem.minors.size - 1) * each_further_library))
    end
  end
end
