# frozen_string_literal: true

require_relative "../support/bad_input"

# Anyone can write a link, or a form, that begins a login: what comes with it must not stop it, or grow in a session.
RSpec.describe OmniAuth::Strategies::Litmus, "with a bad request phase" do
  include_context "with a scripted Litmus"

  let(:cookies) { true }

  describe "whose origin" do
    {
      "is an array" => ["s3cr3t"], "is a hash" => { "a" => "s3cr3t" }, "is empty" => "", "is a line break" => "/a\r\nb",
      "has 10 kB" => "/#{"x" * 10_240}", "is in bytes" => "/\xFF".b
    }.each do |words, origin|
      context words do
        # Of 10 kB in OmniAuth's own slot a cookie of 4 kB would be full.
        let(:cookies) { false }

        it "begins a login that works" do
          sign_in(person.begin_login(origin:).come_back)
        end
      end
    end

    it "is kept up to 256 bytes for each login, and longer ones only for the newest" do
      short = person.begin_login(origin: "/#{"s" * 255}").twin
      long = person.begin_login(origin: "/#{"l" * 256}").twin
      last = person.begin_login(origin: "/last")
      expect(person.session[BadInput::SessionDesk::PENDING].map { |login| login["origin"] })
        .to eq ["/#{"s" * 255}", nil, "/last"]
      expect([short, last].map { |login| login.come_back.answer.origin }).to eq ["/#{"s" * 255}", "/last"]
      expect(long.come_back.answer.origin).to eq "/#{"l" * 256}"
    end
  end

  describe "whose parameters" do
    {
      "are nested" => "a[b][c][]=1&a[b][c][]=2", "are many" => Array.new(200) { |n| "a#{n}=1" }.join("&"),
      "are of 8 kB" => "a=#{"x" * 8192}", "are in bytes" => "a=%FF%FE", "are a state of their own" => "state=s3cr3t",
      "are a code and an error" => "code=s3cr3t&error=access_denied", "name a redirect" => "redirect_uri=https://evil.example"
    }.each do |words, query|
      context words do
        let(:cookies) { false }

        it "begin a login that works, and change nothing at Litmus" do
          sign_in(person.begin_login(query:).come_back)
          expect(person.leg_one.query.keys)
            .to match_array %w[client_id response_type redirect_uri state code_challenge code_challenge_method]
          expect(person.leg_one.query).to include("redirect_uri" => "https://app.example/auth/litmus/callback")
          expect(person.state).not_to include("s3cr3t")
        end
      end
    end
  end

  it "keeps a session of four logins within 1,400 bytes of ours" do
    4.times { |n| person.begin_login(origin: "/#{n}#{"o" * 250}", query: "p=#{"x" * 600}") }
    pending = person.session[BadInput::SessionDesk::PENDING]
    expect(pending.length).to eq 4
    expect(JSON.generate(pending).bytesize).to be <= 1400
    expect(pending.map(&:keys)).to all include("state", "at", "verifier", "redirect_uri")
    sign_in(person.come_back)
  end

  it "forgets the first of five logins, and no other" do
    logins = Array.new(5) { |n| person.begin_login(origin: "/#{n}").dup }
    outcomes = logins.map(&:come_back)
    expect(outcomes.first).to fail_with(:csrf_detected, :CallbackError, :csrf_detected)
    expect(outcomes.drop(1).map { |outcome| sign_in(outcome).answer.origin }).to eq %w[/1 /2 /3 /4]
  end
end
