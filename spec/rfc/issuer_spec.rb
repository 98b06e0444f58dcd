# frozen_string_literal: true

require_relative "../support/bad_input"

# RFC 9207: a callback that names its issuer, and what becomes of it.
RSpec.describe OmniAuth::Strategies::Litmus, "and the issuer of a callback" do
  include_context "with a scripted Litmus"

  def csrf_detected
    fail_with(:csrf_detected, :CallbackError, :csrf_detected)
  end

  wrong = {
    "another" => "https://evil.example", "empty" => "", "an array" => ["https://evil.example"],
    "a hash" => { "a" => "https://evil.example" }, "in bytes" => "\xFF", "longer" => lambda { |site|
                                                                                       "#{site}.evil.example"
                                                                                     },
    "in capitals" => ->(site) { site.sub("http", "HTTP") }, "followed by a null byte" => ->(site) { "#{site}\0" }
  }

  def come_back_from(iss, **params)
    person.come_back(iss: iss.respond_to?(:call) ? iss.call(site) : iss, **params)
  end

  wrong.each do |words, iss|
    it "refuses one that is #{words}, sends no code, and takes nothing from the login under way" do
      person.begin_login(origin: "/reports")
      expect(come_back_from(iss)).to csrf_detected
      expect(litmus.requests).to be_empty
      expect(sign_in(come_back_from(site)).answer.origin).to eq "/reports"
    end

    it "believes no denial of one that is #{words}" do
      person.begin_login
      expect(come_back_from(iss, code: nil, error: "access_denied")).to csrf_detected
      expect(come_back_from(iss, code: nil, error: "access_denied", state: nil)).to csrf_detected
      sign_in(person.come_back)
    end
  end

  it "takes the site's own, with a slash and without" do
    sign_in(person.begin_login.come_back(iss: site))
    sign_in(person.begin_login.come_back(iss: "#{site}/"))
  end

  it "asks for none where none is configured" do
    sign_in(person.begin_login.come_back)
  end

  context "when one is configured" do
    let(:options) { { issuer: "https://litmus.example/issuer" } }

    it "takes that one" do
      sign_in(person.begin_login.come_back(iss: "https://litmus.example/issuer"))
    end

    [nil, "https://litmus.example", "https://litmus.example/issuer/", "https://litmus.example/Issuer"].each do |iss|
      it "refuses #{iss.inspect}, to the letter" do
        person.begin_login
        expect(person.come_back(iss:)).to csrf_detected
        expect(person.come_back(iss:, code: nil, error: "access_denied")).to csrf_detected
        expect(litmus.requests).to be_empty
      end
    end
  end

  context "when the provider ignores the state" do
    let(:options) { { provider_ignores_state: true } }

    it "refuses another one all the same" do
      expect(person.begin_login.come_back(state: nil, iss: "https://evil.example")).to csrf_detected
      sign_in(person.come_back(state: nil, iss: site))
    end
  end
end
