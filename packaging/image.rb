# frozen_string_literal: true

require "fileutils"
require "json"
require "shellwords"

require_relative "../spec/docs/support/document"
require_relative "newcomer_root"

module Packaging
  # The Dockerfile of docs/guides/deployment.md, built without Docker: each stage is a Debian root, and its instructions
  # are done there in order. Then the image's command is started as its user, and its health check asked.
  #
  # Three things differ from what is printed. The image to begin with is this machine's release of Debian with its Ruby
  # and Puma. The platform gem is installed from its file, and Bundler looks at the gems that are there, because no
  # registry is asked. So, as the guide says, what compiles Rust is left out.
  class Image
    PACKAGES = %w[ruby bundler puma ruby-omniauth].freeze
    # What the official images of Ruby set.
    ENVIRONMENT = { "GEM_HOME" => "/usr/local/bundle", "BUNDLE_APP_CONFIG" => "/usr/local/bundle",
                    "DEBIAN_FRONTEND" => "noninteractive" }.freeze
    BUNDLE = "gem install --local --no-document /opt/platform.gem && bundle install --local"
    RUST = /rustup|\.cargo/
    APP = { "Gemfile" => <<~RUBY, "config.ru" => <<~RUBY }.freeze
      source "https://rubygems.org"
      gem "puma"
      gem "omniauth-litmus-rs"
    RUBY
      require "omniauth/litmus"
      require "rack/session/cookie"
      use Rack::Session::Cookie, secret: "0" * 64
      use(OmniAuth::Builder) { provider :litmus, "id", "secret", pkce: true }
      run ->(env) { [env["PATH_INFO"] == "/up" ? 200 : 404, {}, []] }
    RUBY
    # As the user, where no compiler is, until the app is healthy.
    START = <<~'SH'
      test "$(id --user)" != 0
      if command -v gcc; then exit 1; fi
      eval "$1" &
      for second in $(seq 60); do
        sleep 1
        eval "$2" && exit
      done
      exit 1
    SH

    # @param gem [String] the platform gem
    # @param cache [String] where the roots and the log stay
    # @param port [Integer] a free one
    def initialize(gem:, cache:, port:)
      FileUtils.mkdir_p(cache)
      @gem = gem
      @cache = cache
      @port = port.to_s
      @base = root("image")
      @app = File.join(cache, "image-app")
      @log_file = File.join(cache, "image.log")
    end

    # @param out [IO]
    # @return [Boolean] whether it is built, starts and is healthy
    def build(out = $stdout)
      @log = File.open(@log_file, "w")
      @stages = {}
      failed = [*preparations, *instructions].find do |step, work|
        out.puts step
        !work.call
      end
      out.puts failed ? "Failed: #{failed.first} (#{@log_file})" : "The app is healthy"
      failed.nil?
    ensure
      @log&.close
    end

    private

    def root(name) = NewcomerRoot.new(File.join(@cache, name))

    def preparations
      { "A minimal system" => -> { @base.make(@log) || true },
        "Ruby and Puma" => -> { @base.install(PACKAGES, @log) },
        "A newer RubyGems" => -> { @base.renew_rubygems(@log) },
        "An app, locked" => -> { lock } }
    end

    # On the developer's machine.
    def lock
      app = "#{@base.folder}/app"
      FileUtils.rm_rf([app, @app])
      FileUtils.mkdir_p(app)
      FileUtils.cp(@gem, "#{@base.folder}/opt/platform.gem")
      APP.each { |name, text| File.write("#{app}/#{name}", text) }
      env = { "GEM_HOME" => "/tmp/gems" }
      @base.run("sh", "-ec", BUNDLE, log: @log, chdir: "/app", env:) && FileUtils.mv(app, @app)
    end

    def dockerfile
      text = Document.new("docs/guides/deployment.md").blocks.find { |block| block.language == "dockerfile" }.text
      text.lines(chomp: true).grep_v(/\A#|\A\z/).grep_v(RUST).map { |line| line.gsub(/ libclang-dev| curl/, "") }
    end

    # @return [Array<Array(String, Proc)>] the methods below have the names of instructions
    def instructions
      dockerfile.map do |line|
        name, rest = line.split(" ", 2)
        [line, -> { send(name.downcase, rest) }]
      end
    end

    def from(image)
      name = image[/ AS (\w+)/, 1] || "final"
      @directory = "/"
      @stage = @stages[name] = NewcomerRoot.new(File.join(@cache, "image-#{name}"))
      FileUtils.rm_rf(@stage.folder)
      system("cp", "--archive", @base.folder, @stage.folder)
    end

    def run(script)
      @stage.run("sh", "-ec", script.sub("bundle install", BUNDLE), log: @log, chdir: @directory, env: ENVIRONMENT)
    end

    def workdir(directory)
      @directory = directory
      FileUtils.mkdir_p("#{@stage.folder}#{directory}")
    end

    # Files into a folder, or what a folder has.
    def copy(words)
      *options, to = words.split
      from = options.grep(/\A--from=(.+)/) { @stages.fetch(Regexp.last_match(1)).folder }.first || @app
      place = File.expand_path(to, @directory)
      FileUtils.mkdir_p("#{@stage.folder}#{place}")
      sources = options.grep_v(/\A--/).map { |path| "#{from}/#{path}" }
      FileUtils.cp_r(sources.map { |path| File.directory?(path) ? "#{path}/." : path }, "#{@stage.folder}#{place}")
      owner = words[/--chown=(\S+)/, 1]
      owner.nil? || run("chown --recursive #{owner} #{place}")
    end

    def user(name) = @user = name

    def expose(_port) = true

    def healthcheck(command) = @health = shell(command.delete_prefix("CMD "))

    def cmd(json)
      as_user = ["setpriv", "--reuid=#{@user}", "--regid=#{@user}", "--init-groups"]
      env = ENVIRONMENT.merge("HOME" => "/home/#{@user}")
      @stage.run(*as_user, "sh", "-ec", START, "sh", shell(json), @health, log: @log, chdir: @directory, env:)
    end

    # @param json [String] a command's words
    def shell(json) = JSON.parse(json.gsub("3000", @port)).shelljoin
  end
end
