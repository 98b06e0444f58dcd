# frozen_string_literal: true

require "json"
require_relative "../support/child_process"
require_relative "../support/sandbox_provider"

RSpec.describe "rails litmus:doctor", needs: %w[rails puma] do
  include ChildProcess

  before { skip "needs Rails" unless Gem::Specification.any? { |gem| gem.name == "railties" } }

  # A Rails app of one file that signs in in the way given, and runs the task.
  let(:app) do
    <<~'RUBY'
      require "logger"
      require "rails"
      require "rake"

      class App < Rails::Application
        config.eager_load = false
        config.logger = Logger.new(IO::NULL)
        config.secret_key_base = "s" * 64
        config.hosts.clear
        site, secret, redirect_uri = ENV.values_at("SITE", "SECRET", "CALLBACK")
        eval(ENV.fetch("SETTINGS"))
      end
      App.load_tasks
      load "omniauth/litmus/tasks/doctor.rake" unless Rake::Task.task_defined?("litmus:doctor")
      Rake::Task["litmus:doctor"].invoke
    RUBY
  end

  # @return [Array(Hash, Integer, String)] codes by check, the exit status, and all that was printed
  def task(provider, settings)
    own = { "SITE" => provider.base_url, "SECRET" => provider.client_secret, "CALLBACK" => provider.redirect_uri,
            "SETTINGS" => settings }
    output, status = ruby(app, env: { "RAILS_ENV" => "test", "JSON" => "1", "LITMUS_SECRET" => "of another app",
                                      "LITMUS_OAUTH_HOST" => nil, "LITMUS_API_HOST" => provider.base_url, **own })
    codes = JSON.parse(output.lines.last)["checks"].to_h { |check| check.values_at("check", "code") }
    [codes, status.exitstatus, output]
  end

  # Each way leads to the same strategy.
  {
    "OmniAuth::Builder" => <<~RUBY,
      config.middleware.use OmniAuth::Builder do
        provider :litmus, "sandbox-client", secret, client_options: { site: }, redirect_uri:
      end
    RUBY
    "the strategy itself, as Devise does" => <<~RUBY
      OmniAuth.config.full_host = "https://partner.example"
      config.middleware.use OmniAuth::Strategies::Litmus, "sandbox-client", secret, client_options: { site: }
    RUBY
  }.each do |words, settings|
    it "examines what the app has configured with #{words}" do
      SandboxProvider.run(redirect_uris: [SandboxProvider::CALLBACK]) do |provider|
        codes, status, output = task(provider, settings)
        expect(codes).to include("client_credentials" => "ok", "registration" => "ok", "redirect_uri" => "ok")
        expect([codes["api"], status]).to eq ["ok", 0]
        expect(output).not_to include(provider.client_secret)
      end
    end
  end
end
