# frozen_string_literal: true

require "socket"
require "timeout"
require_relative "../support/bad_input"
require_relative "../support/bad_input/child"

RSpec.describe OmniAuth::Strategies::Litmus, "and exceptions" do
  include_context "with a scripted Litmus"

  describe "of the app behind it" do
    let(:behind) { ->(env) { env["omniauth.auth"] ? raise(error) : [200, {}, []] } }

    {
      "of its own" => -> { RuntimeError.new("the app's") },
      "like ours" => -> { OmniAuth::Litmus::ApiError.new("the app's", code: :not_found) },
      "like our timeouts" => -> { OmniAuth::Litmus::TimeoutError.new("the app's", code: :timeout) },
      "like a callback's" => -> { OmniAuth::Litmus::CallbackError.new("the app's") },
      "of a deadline" => -> { Timeout::Error.new("the app's") },
      "of the network" => -> { Errno::ECONNREFUSED.new("the app's") },
      "of a name" => -> { SocketError.new("the app's") }
    }.each do |words, make|
      context "that are #{words}" do
        let(:error) { make.call }

        it "are the app's" do
          person.begin_login
          expect { person.come_back }.to raise_error(error)
          expect(app.errors).to be_empty
          expect(app.log).not_to match(/failure/i)
        end
      end
    end
  end

  # @param strategy [Class]
  # @return [BadInput::Person::Outcome] of a login with it
  def outcome_with(strategy)
    app = RelyingApp.new(site:, client:, strategy:, name: "litmus")
    BadInput::Person.new(app, secrets).begin_login.come_back
  end

  describe "of an override" do
    {
      Timeout::Error => :timeout, Errno::ETIMEDOUT => :timeout, SocketError => :failed_to_connect,
      Errno::ECONNREFUSED => :failed_to_connect, Errno::ECONNRESET => :failed_to_connect,
      OmniAuth::Strategies::Litmus::CallbackError => :invalid_credentials
    }.each do |error, key|
      it "are #{key} when they are #{error}" do
        strategy = Class.new(described_class) { define_method(:build_access_token) { raise error, "of an override" } }
        expect(outcome_with(strategy)).to have_attributes(failure: key, error: be_an_instance_of(error))
      end

      it "are #{key} when they are #{error} and come with the profile" do
        strategy = Class.new(described_class) { define_method(:raw_info) { raise error, "of an override" } }
        expect(outcome_with(strategy)).to have_attributes(failure: key, error: be_an_instance_of(error))
      end
    end

    it "are left to OmniAuth when they are none of a login's" do
      strategy = Class.new(described_class) { define_method(:raw_info) { raise ArgumentError, "of_an_override" } }
      expect(outcome_with(strategy)).to have_attributes(failure: :of_an_override, error: ArgumentError)
    end
  end

  describe "of the oauth2 gem" do
    let(:script) { <<~'RUBY' }
      require "support/relying_app"

      # As the gem has them: version 1.4 has the first, version 2 all.
      def define_ruby_stack
        eval("module ::OAuth2; class Error < StandardError; end; class TimeoutError < StandardError; end; " \
             "class ConnectionError < StandardError; end; end")
      end

      raised = ARGV.fetch(1)
      define_ruby_stack if ARGV.fetch(0) == "there"
      unless raised == "ours"
        mine = ARGV.fetch(0) == "there" ? OAuth2.const_get(raised) : Class.new(StandardError)
      end
      strategy = Class.new(OmniAuth::Strategies::Litmus) do
        define_method(:build_access_token) { raise(mine || OmniAuth::Litmus::OAuthError, "from_an_override") }
      end
      OmniAuth.config.logger = Logger.new(IO::NULL)
      browser = RelyingApp.new(site: "https://litmus.example", strategy:, name: "litmus").browser
      answer = browser.callback(state: browser.sign_in.state, code: "code")
      puts JSON.generate([answer.failure, defined?(::OAuth2)])
    RUBY

    def outcome(*arguments) = BadInput::Child.run(script, *arguments)

    it "are understood where it is loaded" do
      expect(outcome("there", "Error")).to eq %w[invalid_credentials constant]
    end

    { "TimeoutError" => "timeout", "ConnectionError" => "failed_to_connect" }.each do |name, key|
      it "are #{key} when they are its version 2's #{name}" do
        expect(outcome("there", name)).to eq [key, "constant"]
      end
    end

    it "are not made up where it is not" do
      expect(outcome("missing", "Error")).to eq ["from_an_override", nil]
      expect(outcome("missing", "ours")).to eq ["invalid_credentials", nil]
    end
  end
end
