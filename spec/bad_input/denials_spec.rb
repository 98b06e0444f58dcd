# frozen_string_literal: true

require_relative "../support/bad_input"

RSpec.describe OmniAuth::Strategies::Litmus, "with an error in the callback" do
  include_context "with a scripted Litmus"

  def csrf_detected
    fail_with(:csrf_detected, :CallbackError, :csrf_detected)
  end

  # A denial comes without a code.
  def deny(who = person, **params)
    who.come_back(code: nil, **params)
  end

  describe "that names a login under way" do
    it "is the provider's error, with its words" do
      outcome = deny(person.begin_login, error: "access_denied", error_description: "The owner said no.",
                                         error_uri: "https://litmus.example/no")
      expect(outcome).to fail_with(:access_denied, :CallbackError, "access_denied")
      expect(outcome.error).to have_attributes(error_reason: "The owner said no.", error_uri: "https://litmus.example/no")
      expect(litmus.requests).to be_empty
    end

    %w[invalid_request unauthorized_client server_error temporarily_unavailable a+b%c&d#e].each do |error|
      it "is #{error} where the provider says so" do
        expect(deny(person.begin_login, error:)).to fail_with(error.to_sym, :CallbackError, error)
      end
    end

    it "ends that login" do
      deny(person.begin_login, error: "access_denied")
      expect(person.come_back).to csrf_detected
    end

    it "leaves the others as they are" do
      other = person.begin_login(origin: "/first").dup
      deny(person.begin_login(origin: "/second"), error: "access_denied")
      expect(sign_in(other.come_back).answer.origin).to eq "/first"
    end

    it "wins over a code" do
      expect(person.begin_login.come_back(error: "access_denied"))
        .to fail_with(:access_denied, :CallbackError, "access_denied")
      expect(litmus.requests).to be_empty
    end

    {
      "with a line break" => "access\ndenied", "with a carriage return" => "access\rdenied",
      "with quotes" => '"access"', "with a backslash" => "access\\denied", "with an umlaut" => "abgewählt",
      "with a null byte" => "a\0b", "of 10 kB" => "a" * 10_240
    }.each do |words, error|
      it "is no key of its own #{words}" do
        outcome = deny(person.begin_login, error: error.sub("a", "as3cr3t"))
        expect(outcome).to fail_with(:invalid_credentials, :CallbackError, nil)
        expect(outcome.words.length).to be < 8192
      end
    end

    [["access_denied"], { "a" => "access_denied" }, ""].each do |error|
      it "is none when it is #{error.inspect}" do
        expect(deny(person.begin_login, error:)).to fail_with(:invalid_credentials, :ProtocolError, :missing_code)
      end
    end

    it "is told in one line of the log, without what a terminal or a browser would act on" do
      description = "no\r\nE, [2026-01-01] ERROR -- : all is lost \e[31m <script>\"'\\\u202e#{"x" * 10_240}"
      outcome = deny(person.begin_login, error: "access_denied", error_description: description, error_uri: description)
      expect(outcome).to fail_with(:access_denied, :CallbackError, "access_denied")
      expect(app.log.lines).to all match(/\A[DEI], \[\d{4}-.*--.*: \(litmus\) [\x20-\x7e]+\n\z/)
      expect([outcome.error.error_reason, outcome.error.error_uri].map(&:length)).to all be <= 256
    end

    it "is without words where they are an array" do
      outcome = deny(person.begin_login, error: "access_denied", error_description: ["s3cr3t"],
                                         error_uri: { a: "s3cr3t" })
      expect(outcome).to fail_with(:access_denied, :CallbackError, "access_denied")
      expect(outcome.error.message).to eq "access_denied"
    end
  end

  describe "that names no login" do
    it "is believed while one is under way, without its words" do
      outcome = deny(person.begin_login, state: nil, error: "access_denied", error_description: "s3cr3t",
                                         error_uri: "s3cr3t")
      expect(outcome).to fail_with(:access_denied, :CallbackError, "access_denied")
      expect(outcome.error.message).to eq "access_denied"
    end

    it "consumes nothing" do
      person.begin_login(origin: "/reports", query: "campaign=spring")
      before = person.session
      deny(state: nil, error: "access_denied")
      expect(person.session).to eq before
      expect(sign_in(person.come_back).answer)
        .to have_attributes(origin: "/reports", params: { "campaign" => "spring" })
    end

    it "is forged when no login is under way" do
      expect(deny(state: nil, error: "access_denied")).to csrf_detected
    end

    it "is forged when the login is completed" do
      sign_in(person.begin_login.come_back)
      expect(deny(state: nil, error: "access_denied")).to csrf_detected
    end

    it "is forged when the login expired" do
      expect(deny(person.begin_login.wait(3600), state: nil, error: "access_denied")).to csrf_detected
    end

    it "is forged in a lost session" do
      person.begin_login.ask("GET", "/lose")
      expect(deny(state: nil, error: "access_denied")).to csrf_detected
    end

    it "is believed where the Ruby gem began the login" do
      person.find_in_session("omniauth.state" => "left-by-the-ruby-gem")
      expect(deny(state: nil, error: "access_denied")).to fail_with(:access_denied, :CallbackError, "access_denied")
    end

    %w[invalid_request server_error ACCESS_DENIED s3cr3t].each do |error|
      it "is forged when it is #{error}" do
        expect(deny(person.begin_login, state: nil, error:)).to csrf_detected
        sign_in(person.come_back)
      end
    end

    ["s3cr3t", "", ["s3cr3t"], { "a" => "s3cr3t" }].each do |state|
      it "is forged when its state is #{state.inspect}" do
        expect(deny(person.begin_login, state:, error: "access_denied", error_description: "s3cr3t")).to csrf_detected
        sign_in(person.come_back)
      end
    end
  end

  context "where the provider ignores the state" do
    let(:options) { { provider_ignores_state: true } }

    it "is the provider's error" do
      expect(deny(person.begin_login, state: nil, error: "access_denied"))
        .to fail_with(:access_denied, :CallbackError, "access_denied")
    end
  end
end
