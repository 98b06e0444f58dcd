# frozen_string_literal: true

require_relative "../support/bad_input"

# RFC 6749 §4.1.3: what leg two sends is exactly what leg one sent, or nothing where that sent nothing.
RSpec.describe OmniAuth::Strategies::Litmus, "and its redirect_uri" do
  include_context "with a scripted Litmus"

  # @return [Array] what the two legs sent
  def both_legs(begun_with: {}, came_back_with: {})
    sign_in(person.begin_login(headers: begun_with).come_back(headers: came_back_with))
    [person.leg_one.query["redirect_uri"], litmus.token_requests.last.params["redirect_uri"]]
  end

  it "is the callback's address, without its query" do
    expect(both_legs).to eq ["https://app.example/auth/litmus/callback"] * 2
  end

  {
    "the host" => { "HTTP_HOST" => "other.example" }, "the port" => { "HTTP_HOST" => "app.example:8443" },
    "the scheme" => { "rack.url_scheme" => "http" },
    "the forwarded host" => { "HTTP_X_FORWARDED_HOST" => "evil.example" },
    "the forwarded scheme" => { "HTTP_X_FORWARDED_PROTO" => "http", "HTTP_X_FORWARDED_SSL" => "off" },
    "the mount point" => { "SCRIPT_NAME" => "/mnt" }
  }.each do |what, headers|
    it "stays that of leg one where #{what} changes before leg two" do
      expect(both_legs(came_back_with: headers)).to eq ["https://app.example/auth/litmus/callback"] * 2
    end

    it "is the same on both legs where #{what} is another from the start, and changes back" do
      one, two = both_legs(begun_with: headers)
      expect(two).to eq one
    end
  end

  it "is each login's own where two begin at different hosts" do
    person.begin_login(headers: { "HTTP_HOST" => "one.example" })
    first = person.dup
    person.begin_login(headers: { "HTTP_HOST" => "two.example" })
    [first, person].each { |login| sign_in(login.come_back) }
    expect(litmus.token_requests.map { |request| request.params["redirect_uri"] })
      .to eq %w[https://one.example/auth/litmus/callback https://two.example/auth/litmus/callback]
  end

  context "when the option says that Litmus knows it" do
    let(:options) { { redirect_uri: false } }

    it "is on neither leg" do
      sign_in(person.begin_login.come_back)
      expect(person.leg_one.query).not_to have_key("redirect_uri")
      expect(litmus.token_requests.first.params).not_to have_key("redirect_uri")
    end

    it "is on neither leg, not even from client_options" do
      client_options[:redirect_uri] = "https://elsewhere.example/callback"
      expect(both_legs).to eq [nil, nil]
    end
  end

  # Whatever a URL library would make of them.
  [
    "https://www.partner.example/auth/litmus/callback", "https://Partner.EXAMPLE:443", "https://partner.example/a%2fb/../c",
    "https://partner.example/callback?tenant=a b&x=%C3%BC+1", "https://partner.example/ü", "partner.app:/callback"
  ].each do |uri|
    context "when the option is #{uri}" do
      let(:options) { { redirect_uri: uri } }

      it "is that on both legs, to the letter" do
        expect(both_legs).to eq [uri, uri]
      end
    end
  end

  it "is the one of client_options, as with the Ruby gem" do
    client_options[:redirect_uri] = "https://www.partner.example/callback"
    expect(both_legs).to eq ["https://www.partner.example/callback"] * 2
  end

  context "when authorize_params name another" do
    let(:options) { { authorize_params: { redirect_uri: "https://www.partner.example/callback" } } }

    it "is that on both legs" do
      expect(both_legs).to eq ["https://www.partner.example/callback"] * 2
    end
  end

  context "when the option is no address" do
    let(:options) { { redirect_uri: "/auth/litmus/callback" } }

    it "fails with a hint at the option" do
      person.begin_login
      outcome = person.state ? person.come_back : person.outcome_of_leg_one
      expect(outcome).to fail_with(:invalid_credentials, :ConfigurationError, :invalid_redirect_uri)
      expect(outcome.error.message).to include("redirect_uri")
      expect(litmus.connections).to eq 0
    end
  end

  context "when the Ruby gem began the login" do
    it "is made anew, as the Ruby gem does" do
      person.find_in_session("omniauth.state" => secrets.add("left-by-the-ruby-gem"))
      sign_in(person.come_back(state: "left-by-the-ruby-gem"))
      expect(litmus.token_requests.first.params).to include("redirect_uri" => "https://app.example/auth/litmus/callback")
    end
  end
end
