# frozen_string_literal: true

require "fileutils"
require "open3"
require "rbconfig"
require "tmpdir"
require_relative "../../support/warm_process"

# An app as `rails new` makes it, to generate into. Made once for all specs, copied for each.
class GeneratedApp
  GEM = File.expand_path("../../..", __dir__)
  # For a Gemfile. Where this folder has no lib/, as in `rake newcomer`, it is the gem that is installed.
  GEM_LINE = %(gem "omniauth-litmus-rs"#{", path: #{GEM.inspect}" if File.directory?(File.join(GEM, "lib"))}).freeze
  # Bundler's settings of the process that runs the specs are none of the app's.
  ENVIRONMENT = { "RUBYOPT" => nil, "BUNDLE_GEMFILE" => nil, "BUNDLE_BIN_PATH" => nil, "RUBYLIB" => nil,
                  "RAILS_ENV" => nil, "RACK_ENV" => nil, "DATABASE_URL" => nil, "LITMUS_APP_ID" => nil,
                  "LITMUS_SECRET" => nil, "LITMUS_OAUTH_HOST" => nil, "LITMUS_API_HOST" => nil,
                  "DISABLE_SPRING" => "1", "BUNDLE_FROZEN" => nil }.freeze
  NEW = %w[--minimal --skip-bundle --skip-git --skip-sprockets --skip-asset-pipeline --skip-listen --skip-rubocop
           --skip-brakeman].freeze
  class << self
    # @param options [Array<String>] further ones of `rails new`
    # @param gems [Array<String>]
    # @param without [Array<String>] of the gems that an app has
    # @yieldparam app [GeneratedApp] gone at the end of the block
    def open(*options, gems: [], without: [])
      Dir.mktmpdir("generated") do |folder|
        FileUtils.cp_r("#{made(options, gems, without)}/.", "#{folder}/app")
        yield new("#{folder}/app")
      end
    end

    # @return [Boolean] whether these gems are installed here
    def gems?(*names)
      names.all? { |name| Gem::Specification.find_all_by_name(name).any? }
    end

    # @return [WarmProcess] for the commands of all apps with this bundle that require this of Rails
    def warm(gemfile, lock, application)
      railties = application.scan(/^require "[^"]+"$/)
      @warm ||= {}
      @warm[[gemfile, lock, railties]] ||= begin
        folder = lasting_folder
        { "Gemfile" => gemfile, "Gemfile.lock" => lock }.each { |name, text| File.write("#{folder}/#{name}", text) }
        WarmProcess.new(['require "bundler/setup"', *railties, 'require "rails/command"'].join("\n"),
                        env: ENVIRONMENT.merge("BUNDLE_GEMFILE" => "#{folder}/Gemfile"))
      end
    end

    private

    def lasting_folder
      Dir.mktmpdir("generated").tap { |folder| at_exit { FileUtils.remove_entry(folder) } }
    end

    def made(options, gems, without)
      @made ||= {}
      @made[[options, gems, without]] ||= make(lasting_folder, options, %w[rails sqlite3 puma] - without + gems)
    end

    def make(folder, options, gems)
      app = new("#{folder}/app")
      run({}, "rails", "new", app.root, *NEW, *options, chdir: folder)
      app.write("Gemfile", <<~RUBY)
        source "https://rubygems.org"
        #{GEM_LINE}
        #{gems.map { |name| "gem #{name.inspect}" }.join("\n")}
      RUBY
      app.tap { app.run("bundle", "install", "--local") }.root
    end
  end

  # @param env [Hash{String => String, nil}]
  # @return [String] what the command printed
  # @raise [RuntimeError] where it failed
  def self.run(env, *command, chdir:)
    output, status = Open3.capture2e(ENVIRONMENT.merge(env), *command, chdir:)
    raise "#{command.join(" ")} failed:\n#{output.lines.first(60).join}" unless status.success?

    output
  end

  # @return [String]
  attr_reader :root

  def initialize(root)
    @root = root
  end

  def run(*command, env: {})
    self.class.run(env, *command, chdir: root)
  end

  # `bin/rails` with these arguments, where what the app requires of Rails is loaded already.
  #
  # @param arguments [Array<String>]
  # @param env [Hash{String => String, nil}]
  # @return [String] what it printed
  # @raise [RuntimeError] where it failed
  def rails(*arguments, env: {})
    output, succeeded = command(*arguments, env:)
    raise "bin/rails #{arguments.join(" ")} failed:\n#{output.lines.first(60).join}" unless succeeded

    output
  end

  # @return [Array(String, Boolean)] what `bin/rails` printed, and whether it succeeded
  def command(*arguments, env: {})
    self.class.warm(read("Gemfile"), read("Gemfile.lock"), read("config/application.rb"))
        .run('load File.expand_path("bin/rails")', arguments:, env: ENVIRONMENT.merge(env), directory: root,
                                                   name: "bin/rails")
  end

  # @param arguments [Array<String>]
  # @return [Array<String>] the paths of the files that were made or changed
  def generate(*arguments)
    before = tree
    rails("generate", "omniauth_litmus:install", *arguments)
    tree.reject { |path, content| before[path] == content }.keys
  end

  def destroy(*arguments)
    rails("destroy", "omniauth_litmus:install", *arguments)
  end

  # @return [Hash{String => String}] files by path, and directories with a slash at the end; without what the app writes
  #   as it runs
  def tree
    Dir.glob("**/*", File::FNM_DOTMATCH, base: root).sort.filter_map do |path|
      next if path.match?(%r{\A(tmp|log)/|\.sqlite3(-|\z)|(\A|/)\.\z|\Adb/schema\.rb\z})

      whole = File.join(root, path)
      File.directory?(whole) ? ["#{path}/", ""] : [path, File.binread(whole)]
    end.to_h
  end

  def write(path, text)
    FileUtils.mkdir_p(File.dirname(File.join(root, path)))
    File.write(File.join(root, path), text)
  end

  def read(path)
    File.read(File.join(root, path))
  end
end
