# frozen_string_literal: true

require_relative "../support/bad_input"
require_relative "../support/bad_input/child"

RSpec.describe OmniAuth::Strategies::Litmus, "with a bad state" do
  include_context "with a scripted Litmus"

  def csrf_detected
    fail_with(:csrf_detected, :CallbackError, :csrf_detected)
  end

  describe "in the callback" do
    forged = {
      "wrong" => ->(_) { "s3cr3t-state" }, "missing" => ->(_) {}, "empty" => ->(_) { "" },
      "an array" => ->(state) { [state] }, "a hash" => ->(state) { { "a" => state } },
      "oversized" => ->(state) { state * 1000 }, "cut short" => ->(state) { state[0..-2] },
      "in another case" => ->(state) { state.swapcase }, "followed by a null byte" => ->(state) { "#{state}\0" },
      "surrounded by spaces" => ->(state) { " #{state} " }
    }

    forged.each do |words, forge|
      it "is refused when it is #{words}, and Litmus is asked nothing" do
        person.begin_login
        expect(person.come_back(state: forge.call(person.state))).to csrf_detected
        expect(litmus.requests).to be_empty
      end

      it "takes nothing from the login under way when it is #{words}" do
        person.begin_login(origin: "/reports", query: "campaign=spring")
        before = person.session
        person.come_back(state: forge.call(person.state))
        expect(person.session).to eq before
        expect(sign_in(person.come_back).answer)
          .to have_attributes(origin: "/reports", params: { "campaign" => "spring" })
      end
    end

    it "is refused when it is no text in UTF-8" do
      person.begin_login
      expect(person.come_back_raw("code=s3cr3t&state=#{person.state}%FF")).to csrf_detected
      sign_in(person.come_back)
    end

    it "is refused without any login under way" do
      expect(person.come_back(state: "s3cr3t")).to csrf_detected
    end

    it "is refused in another browser" do
      person.begin_login
      other = BadInput::Person.new(app, secrets).begin_login
      expect(other.come_back(state: person.state)).to csrf_detected
      sign_in(other.come_back)
    end

    it "is refused by a strategy of another name" do
      person.begin_login
      moved = person.session[BadInput::SessionDesk::PENDING]
      other = BadInput::Person.new(app, secrets).find_in_session("omniauth.other.pending" => moved)
      expect(other.come_back(state: person.state)).to csrf_detected
    end
  end

  describe "in the session" do
    it "is refused when the session is lost" do
      person.begin_login.ask("GET", "/lose")
      expect(person.come_back).to csrf_detected
      expect(litmus.requests).to be_empty
    end

    it "is good for an hour" do
      sign_in(person.begin_login.wait(3590).come_back)
    end

    it "is refused after an hour" do
      expect(person.begin_login.wait(3600).come_back).to csrf_detected
      expect(litmus.requests).to be_empty
    end

    it "is refused after an hour, while a newer login goes on" do
      person.begin_login.wait(3600)
      late = person.twin
      person.begin_login
      expect(late.come_back).to csrf_detected
      sign_in(person.come_back)
    end

    [5, ["s3cr3t"], { "a" => "s3cr3t" }, true, ""].each do |junk|
      it "is refused where the session holds #{junk.inspect}" do
        person.find_in_session("omniauth.state" => junk, BadInput::SessionDesk::PENDING => junk)
        expect(person.come_back(state: junk.to_s)).to csrf_detected
        sign_in(person.begin_login.come_back)
      end
    end

    it "is accepted as a bare text, where the Ruby gem left it there, and once" do
      person.find_in_session("omniauth.state" => secrets.add("left-by-the-ruby-gem"))
      sign_in(person.come_back(state: "left-by-the-ruby-gem"))
      expect(person.come_back(state: "left-by-the-ruby-gem")).to csrf_detected
    end
  end

  describe "of the provider's" do
    let(:options) { { provider_ignores_state: true } }

    it "is not asked for where the provider ignores it" do
      sign_in(person.begin_login(origin: "/reports").come_back(state: nil))
      expect(litmus.token_requests.first.params).to include("code_verifier" => /\A[\w-]{43}\z/)
    end

    it "completes the newest login where the provider gives another back" do
      person.begin_login(origin: "/first")
      person.begin_login(origin: "/second")
      expect(sign_in(person.come_back(state: "s3cr3t")).answer.origin).to eq "/second"
    end

    it "may be anything then" do
      person.begin_login
      sign_in(person.come_back(state: ["s3cr3t"]))
    end

    it "sends a code once all the same" do
      code = BadInput::Secrets.new_mark("code")
      sign_in(person.begin_login.come_back(code:, state: nil))
      expect(person.begin_login.come_back(code:, state: nil)).to csrf_detected
      expect(litmus.codes).to eq [code]
    end
  end

  describe "of the app's" do
    let(:script) { <<~'RUBY' }
      require "support/bad_input/secrets"
      require "support/relying_app"

      options = { "fixed" => { state: "fixed" }, "among the params" => { authorize_params: { state: "fixed" } },
                  "made for each login" => { state: ->(_env) { SecureRandom.hex } } }.fetch(ARGV.fetch(0))
      app = RelyingApp.new(site: "https://litmus.example", **options)
      states = Array.new(3) { app.browser.sign_in.state }
      puts JSON.generate(states: states.uniq, warnings: app.log.lines.grep(/WARN/))
    RUBY

    it "is respected where it is fixed, and warned of once in a process" do
      expect(BadInput::Child.run(script, "fixed"))
        .to match("states" => ["fixed"], "warnings" => [/state is the same for every login/])
    end

    it "is replaced where it is fixed among the params, as the Ruby gem does" do
      expect(BadInput::Child.run(script, "among the params"))
        .to match("states" => Array.new(3) { match(/\A\S{22,}\z/) }, "warnings" => [])
    end

    it "is not warned of where it is made for each login" do
      expect(BadInput::Child.run(script, "made for each login"))
        .to match("states" => Array.new(3) { match(/\A\h{32}\z/) }, "warnings" => [])
    end

    context "when it is fixed" do
      let(:options) { { state: "fixed" } }

      it "still completes a login once" do
        sign_in(person.begin_login.come_back(state: "fixed"))
        expect(person.come_back(state: "fixed")).to csrf_detected
      end
    end
  end
end
