# frozen_string_literal: true

require "bundler"
require "fileutils"
require "json"
require "open3"
require "rbconfig"
require "tmpdir"

require_relative "../support/drop_in/fake_litmus_server"
require_relative "../support/installed_gem"

RSpec.describe "An app that goes from omniauth-litmus to this gem", needs: "puma" do
  around do |example|
    Dir.mktmpdir do |folder|
      @folder = folder
      @litmus = DropIn::FakeLitmusServer.new
      InstalledGem.open { |installed| (@installed = installed) && example.run }
    ensure
      @litmus.stop
    end
  end

  attr_reader :folder, :installed, :litmus

  # The Ruby gem as a gem: what the drop-in specs compare with, and the dependency that it has.
  def ruby_gem
    FileUtils.mkdir_p("#{folder}/ruby_gem")
    FileUtils.cp_r(File.expand_path("../support/drop_in/reference", __dir__), "#{folder}/ruby_gem/lib")
    File.write("#{folder}/ruby_gem/omniauth-litmus.gemspec", <<~RUBY)
      Gem::Specification.new("omniauth-litmus", "0.3.0") do |spec|
        spec.summary = spec.author = "The Ruby gem"
        spec.files = Dir["lib/**/*.rb"]
        spec.add_dependency "omniauth-oauth2"
      end
    RUBY
    %(gem "omniauth-litmus", path: "../ruby_gem")
  end

  # @return [Hash] what the app printed
  def app_with(line)
    FileUtils.mkdir_p("#{folder}/app")
    FileUtils.rm_f("#{folder}/app/Gemfile.lock")
    File.write("#{folder}/app/Gemfile", <<~GEMFILE)
      source "https://rubygems.org"
      #{line}
      gem "puma", require: false
      gem "sinatra", require: false
    GEMFILE
    FileUtils.cp(File.expand_path("../support/upgrade/app.rb", __dir__), "#{folder}/app")
    bundle("-S", "bundle", "install", "--local", "--quiet")
    JSON.parse(bundle("app.rb").lines.last)
  end

  def bundle(*arguments)
    env = installed.env.merge("LITMUS_OAUTH_HOST" => litmus.oauth_host, "LITMUS_API_HOST" => litmus.api_host,
                              "LITMUS_APP_ID" => "app-id", "LITMUS_SECRET" => "app-secret", "RACK_ENV" => "test",
                              "BUNDLE_GEMFILE" => "#{folder}/app/Gemfile")
    Bundler.with_unbundled_env do
      output, status = Open3.capture2e(env, RbConfig.ruby, *arguments, chdir: "#{folder}/app")
      expect(status).to be_success, output
      output
    end
  end

  it "changes one line of its Gemfile, and signs the same people in" do
    before = app_with(ruby_gem)
    expect(before).to include("gem" => "omniauth-litmus", "version" => "0.3.0", "oauth2" => true)

    after = app_with('gem "omniauth-litmus-rs"')
    expect(after).to include("gem" => "omniauth-litmus-rs", "oauth2" => false)
    expect(after["home"]).to start_with(File.realpath(installed.home))
    expect(after["answers"]).to eq(before["answers"])
    expect(after["answers"].map { |answer| answer["provider"] }).to eq(%w[litmus staff])
    expect(after["answers"].last["info"]).to include("name" => "Ada King Lovelace", "nickname" => "Ada")
  end
end
