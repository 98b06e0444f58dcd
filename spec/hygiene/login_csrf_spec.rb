# frozen_string_literal: true

require_relative "../support/sandbox_logins"

# The attacker signs in with an account of their own, stops before the callback, and makes the victim's browser go there
# instead: whoever does not notice works in the attacker's account from then on.
RSpec.describe "Login CSRF" do
  include_context "with a sandbox Litmus"

  let(:attacker) { app.browser }
  let(:victim) { app.browser }
  let(:trap) { approve(attacker.sign_in, user_id: 1002) }

  it "signs nobody in who has begun no login" do
    expect(victim.callback(**trap).failure).to eq("csrf_detected")
    expect([whoami(victim), exchanges]).to eq(["signed in as nil", 0])
  end

  it "signs nobody in as another whose own login is under way, and costs them nothing" do
    callback = approve(victim.sign_in)
    expect(victim.callback(**trap).failure).to eq("csrf_detected")
    expect(victim.callback(**callback).failure).to be_nil
    expect([whoami(victim), exchanges]).to eq(['signed in as "1001"', 1])
  end

  it "does not change who is signed in" do
    victim.callback(**approve(victim.sign_in))
    expect(victim.callback(**trap).failure).to eq("csrf_detected")
    expect(whoami(victim)).to eq('signed in as "1001"')
  end

  it "signs nobody in by a form that posts to the callback" do
    answer = victim.request("POST", "/auth/litmus/callback", trap)
    expect([answer.failure, whoami(victim), exchanges]).to eq(["csrf_detected", "signed in as nil", 0])
  end

  it "signs nobody in with the attacker's code and the victim's state, where a challenge was sent" do
    callback = approve(victim.sign_in)
    expect(victim.callback(**callback, code: trap[:code]).failure).to eq("invalid_credentials")
    expect(whoami(victim)).to eq("signed in as nil")
  end

  it "begins no login by a link or an image" do
    victim.request("GET", "/auth/litmus")
    expect(victim.request("GET", "/").session.keys.grep(/omniauth/)).to be_empty
  end

  it "leaves the attacker their own login, and no other" do
    victim.callback(**trap)
    attacker.callback(**trap)
    expect(whoami(attacker)).to eq('signed in as "1002"')
  end
end
