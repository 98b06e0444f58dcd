# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: overriding in a subclass" do
  def sign_in_with(type, path = "/auth/litmus")
    site(strategy: type).sign_in(path)
  end

  describe "raw_info" do
    let(:profile) { { "user" => { "id" => 9, "full_name" => "Grace Hopper", "first_name" => "Grace" } } }

    # As apps' own strategy specs do it. The options are there since the Ruby gem sets the token's mode.
    def strategy_with_token(token)
      strategy.tap { |made| made.access_token = token }
    end

    it "gets the profile's address, and nothing else" do
      token = double("access token", options: {})
      expect(token).to receive(:get).with("#{api_host}/v2/users/current").and_return(double(parsed: profile))
      expect(strategy_with_token(token).raw_info).to eq(profile["user"])
    end

    it "is asked for once" do
      token = double("access token", options: {})
      expect(token).to receive(:get).once.and_return(double(parsed: profile))
      made = strategy_with_token(token)
      expect([made.uid, made.raw_info["id"], made.info.size]).to eq(["9", 9, 3])
    end

    it "is what uid and info are made from" do
      made = strategy
      allow(made).to receive(:raw_info).and_return(profile["user"])
      expect([made.uid, OmniAuth::AuthHash::InfoHash.new(made.info)])
        .to match(["9", include("name" => "Grace Hopper", "first_name" => "Grace", "last_name" => nil)])
    end

    it "may be replaced" do
      type = subclass { define_method(:raw_info) { { "id" => 12, "full_name" => "Mary" } } }
      expect(sign_in_with(type).identity).to have_attributes(uid: "12", info: have_attributes(name: "Mary"))
      expect(litmus.profile_requests).to be_empty
    end

    it "may be extended" do
      type = subclass { define_method(:raw_info) { super().merge("full_name" => "Extended") } }
      expect(sign_in_with(type).identity.info.name).to eq("Extended")
    end
  end

  describe "the parts of the auth hash" do
    it "may be replaced: uid" do
      expect(sign_in_with(subclass { uid { raw_info["email"] } }).identity.uid).to eq("ada@example.com")
    end

    it "may be added to: info" do
      type = subclass { info { { email: raw_info["email"] } } }
      expect(sign_in_with(type).identity.info).to include("name" => "Ada King Lovelace", "email" => "ada@example.com")
    end

    it "may be added to: extra" do
      type = subclass { extra { { raw_info: } } }
      expect(sign_in_with(type).identity.extra.raw_info.to_hash).to eq(DropIn::FakeLitmus::USER)
    end

    it "may be added to: credentials" do
      type = subclass { credentials { { "scope" => access_token["scope"] } } }
      expect(sign_in_with(type).identity.credentials).to include("scope" => "full", "expires" => true)
    end

    it "may be added to: auth_hash" do
      type = subclass { define_method(:auth_hash) { super().tap { |auth| auth.extra.plan = "pro" } } }
      expect(sign_in_with(type).identity.extra.plan).to eq("pro")
    end

    it "may raise, and the message is the failure key" do
      expect_failure(sign_in_with(subclass { info { raise IndexError, "mine" } }), :mine)
    end
  end
end
