# frozen_string_literal: true

# How apps and gems test a strategy: made without an app, with doubles for the token and for what it brings. Nothing but
# the Ruby gem's own calls is stubbed, so a call more fails the example.
RSpec.describe "What the Ruby gem does: in strategy specs with doubles" do
  subject(:made) { OmniAuth::Strategies::Litmus.new({}) }

  let(:token) { double("AccessToken", options: {}) }
  let(:parsed) { double("ParsedResponse") }
  let(:response) { double("Response", parsed:) }

  before { allow(made).to receive(:access_token).and_return(token) }

  # What the profile's address answers.
  def answers_with(parsed)
    allow(token).to receive(:get).with("#{api_host}/v2/users/current").and_return(double("Response", parsed:))
  end

  describe "the options" do
    it "have the sign-in host as the site, by method, Symbol and String" do
      options = made.options.client_options
      expect([options.site, options[:site], options["site"], made.client.site]).to eq([oauth_host] * 4)
    end

    it "have the name" do
      expect([made.name, made.options.name, made.options[:name]]).to eq(%w[litmus] * 3)
    end

    it "have the client options as Symbols, in the client" do
      other = OmniAuth::Strategies::Litmus.new({}, client_options: { "authorize_url" => "https://example.com/a" })
      expect(other.client.options[:authorize_url]).to eq("https://example.com/a")
    end
  end

  describe "raw_info" do
    it "is whatever the parsed answer has under user" do
      user = double("User")
      answers_with(parsed)
      allow(parsed).to receive(:[]).with("user").and_return(user)
      expect(made.raw_info).to be(user)
    end

    it "is asked with instance doubles of what is not there, too" do
      allow(token).to receive(:get).and_return(instance_double("Response", parsed: instance_double("Parsed", :[] => 7)))
      expect(made.raw_info).to eq(7)
    end

    it "need not have an id" do
      answers_with({ "user" => { "full_name" => "Ada" } })
      expect([made.raw_info, made.info["name"]]).to eq([{ "full_name" => "Ada" }, "Ada"])
    end

    it "is equal to what came" do
      answers_with({ "user" => { "id" => 7, "team" => { "tags" => [{ "a" => 1 }] } } })
      expect(made.raw_info).to eq({ "id" => 7, "team" => { "tags" => [{ "a" => 1 }] } })
    end

    it "may be a double that answers to the members alone" do
      user = double("User")
      { "id" => 7, "full_name" => "Ada", "first_name" => "A", "last_name" => "B" }
        .each { |name, value| allow(user).to receive(:[]).with(name).and_return(value) }
      allow(made).to receive(:raw_info).and_return(user)
      expect([made.uid, made.info]).to eq(["7", { "name" => "Ada", "first_name" => "A", "last_name" => "B" }])
    end
  end

  describe "uid, info, credentials and extra" do
    before do
      allow(made).to receive(:raw_info)
        .and_return({ "id" => 12, "full_name" => "Mary Poppins", "first_name" => "Mary", "last_name" => "Poppins" })
    end

    it "have String keys" do
      expect(made.info).to eq({ "name" => "Mary Poppins", "first_name" => "Mary", "last_name" => "Poppins" })
      expect(%w[name first_name last_name].map { |name| made.info[name] }).to eq(["Mary Poppins", "Mary", "Poppins"])
    end

    it "make a text of the id" do
      expect(made.uid).to eq("12")
    end

    it "need of a token that does not expire only that, and the token itself" do
      asked = { token: "t", expires?: false }
      # omniauth-oauth2 1.9 and later look for a refresh token in any case.
      version = defined?(OmniAuth::OAuth2::VERSION) ? OmniAuth::OAuth2::VERSION : "0"
      asked[:refresh_token] = nil if Gem::Version.new(version) >= Gem::Version.new("1.9")
      allow(token).to receive_messages(asked)
      expect(made.credentials).to eq({ "token" => "t", "expires" => false })
    end

    it "have everything of a token that does" do
      allow(token).to receive_messages(token: "t", refresh_token: "r", expires?: true, expires_at: 5)
      expect(made.credentials)
        .to eq({ "token" => "t", "refresh_token" => "r", "expires_at" => 5, "expires" => true })
    end

    it "are what a subclass wrote, key for key" do
      type = subclass { extra { { raw_info: { "id" => 1 }, "plan" => "pro" } } }
      expect(type.new({}).extra).to eq({ raw_info: { "id" => 1 }, "plan" => "pro" })
      expect(made.extra).to eq({})
    end
  end

  describe "the parameters" do
    before { OmniAuth.config.test_mode = true }

    it "of the authorization request are the state alone, which is in the session" do
      expect(made.authorize_params.keys).to eq(["state"])
      expect(made.session["omniauth.state"]).to be_a(String).and match(/\A\S{22,}\z/)
    end

    it "leave the state in the option, too" do
      params = made.authorize_params
      expect(made.options.authorize_params[:state]).to eq(params[:state])
    end

    it "of the authorization request hold authorize_params and what authorize_options name" do
      other = OmniAuth::Strategies::Litmus.new({}, authorize_params: { foo: "bar", "baz" => "zip" }, scope: "full",
                                                   authorize_options: [:scope, "locale"], locale: "de")
      expect(other.authorize_params.to_hash)
        .to match("foo" => "bar", "baz" => "zip", "scope" => "full", "locale" => "de", "state" => String)
    end

    it "of the token request are token_params and what token_options name" do
      other = OmniAuth::Strategies::Litmus.new({}, token_params: { foo: "bar" }, token_options: %i[scope foo2],
                                                   scope: "full", foo2: "baz")
      expect(other.token_params).to eq({ "foo" => "bar", "scope" => "full", "foo2" => "baz" })
    end
  end

  describe "callback_url" do
    it "is the host and the path" do
      allow(made).to receive_messages(full_host: "https://example.com", callback_path: "/auth/litmus/callback",
                                      query_string: "?foo=bar")
      expect(made.callback_url).to eq("https://example.com/auth/litmus/callback")
    end
  end

  describe "a failure" do
    it "is told to an override of fail! with the words of the provider" do
      told = []
      type = subclass do
        define_method(:fail!) do |key, error|
          told << [key, error.class.name]
          super(key, error)
        end
      end
      litmus.denial = { "error" => "access_denied" }
      expect(site(strategy: type).sign_in.failure).to eq(:access_denied)
      expect(told).to eq([["access_denied", OmniAuth::Strategies::Litmus::CallbackError.name]])
    end

    it "has its parts in the message" do
      type = OmniAuth::Strategies::Litmus::CallbackError
      expect([type.new("error", "words", "uri"), type.new(nil, :words)].map(&:message))
        .to eq(["error | words | uri", "words"])
    end
  end
end
