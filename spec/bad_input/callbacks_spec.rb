# frozen_string_literal: true

require_relative "../support/bad_input"

RSpec.describe OmniAuth::Strategies::Litmus, "with a bad callback" do
  include_context "with a scripted Litmus"

  def csrf_detected
    fail_with(:csrf_detected, :CallbackError, :csrf_detected)
  end

  it "works when it is as it should be" do
    outcome = sign_in(person.begin_login.come_back(code: "s3cr3t-code-of-the-first-example"))
    expect(outcome.leaks).to be_empty
    expect(litmus.codes).to eq ["s3cr3t-code-of-the-first-example"]
    expect(litmus.token_requests.first.params).to include("code_verifier" => /\A[\w-]{43}\z/)
  end

  describe "without a usable code" do
    {
      "none" => nil, "an empty one" => "", "an array" => ["s3cr3t"], "a hash" => { "a" => "s3cr3t" }
    }.each do |words, code|
      it "fails with #{words}, and asks Litmus nothing" do
        expect(person.begin_login.come_back(code:))
          .to fail_with(:invalid_credentials, :ProtocolError, :missing_code)
        expect(litmus.requests).to be_empty
      end
    end

    it "fails with one that is no text in UTF-8" do
      person.begin_login
      expect(person.come_back_raw("state=#{person.state}&code=s3cr3t%FF"))
        .to fail_with(:invalid_credentials, :ProtocolError, :missing_code)
      expect(litmus.requests).to be_empty
    end
  end

  describe "that cannot be read" do
    {
      "with a broken escape" => "code=s3cr3t&state=%",
      "with a parameter that is a text and a hash" => "code=s3cr3t&state=s3cr3t&state[a]=b",
      "with a parameter nested too deep" => "code=s3cr3t&state#{"[a]" * 200}=s3cr3t",
      "with thousands of parameters" => "code=s3cr3t#{"&a=b" * 5000}",
      "with a name that is no text" => "code=s3cr3t&%FF[]=s3cr3t"
    }.each do |words, query|
      it "is refused #{words}, and takes nothing from the login under way" do
        person.begin_login(origin: "/reports")
        expect(person.come_back_raw(query)).to csrf_detected
        expect(sign_in(person.come_back).answer.origin).to eq "/reports"
      end
    end

    def post(part, times = 1)
      body = StringIO.new("#{"--b\r\ncontent-disposition: form-data; #{part}\r\n" * times}--b--\r\n")
      person.ask("POST", BadInput::Person::CALLBACK, "CONTENT_TYPE" => "multipart/form-data; boundary=b",
                                                     "CONTENT_LENGTH" => body.size.to_s, "rack.input" => body)
    end

    it "is refused as a form of thousands of parts, and takes nothing from the login under way" do
      person.begin_login(origin: "/reports")
      expect(post("name=\"s3cr3t\"\r\n\r\n1", 5000)).to csrf_detected
      expect(sign_in(person.come_back).answer.origin).to eq "/reports"
    end

    it "is refused with a file in the place of the state, and takes nothing from the login under way" do
      person.begin_login(origin: "/reports")
      expect(post("name=\"state\"; filename=\"s3cr3t\"\r\n\r\n#{person.state}")).to csrf_detected
      expect(sign_in(person.come_back).answer.origin).to eq "/reports"
    end
  end

  describe "that comes twice" do
    let(:code) { BadInput::Secrets.new_mark("code") }

    context "with sessions on the server" do
      it "sends the code once" do
        sign_in(person.begin_login.come_back(code:))
        expect(person.come_back(code:)).to csrf_detected
        expect(litmus.codes).to eq [code]
      end
    end

    context "with sessions in cookies" do
      let(:cookies) { true }

      it "sends the code once, even though the old session comes back" do
        person.begin_login
        replay = person.twin
        sign_in(person.come_back(code:))
        expect(replay.come_back(code:)).to csrf_detected
        expect(litmus.codes).to eq [code]
      end

      it "sends the code once where the exchange failed" do
        litmus.on(BadInput::ScriptedLitmus::TOKEN) { |exchange| exchange.write("") }
        person.begin_login
        replay = person.twin
        expect(person.come_back(code:)).to fail_with(:failed_to_connect, :ConnectionError, :connection_lost)
        expect(replay.come_back(code:)).to csrf_detected
        expect(litmus.codes).to eq [code]
      end

      it "completes two logins of the same session with codes of their own" do
        person.begin_login
        replay = person.twin
        sign_in(person.come_back)
        sign_in(replay.come_back)
        expect(litmus.codes.uniq.length).to eq 2
      end
    end
  end
end
