# frozen_string_literal: true

require_relative "../support/sandbox_logins"

# The attacker has read the victim's callback: in a log, a history, a Referer.
RSpec.describe "A callback that somebody else has read" do
  include_context "with a sandbox Litmus"

  let(:victim) { app.browser }
  let(:attacker) { app.browser }
  let!(:callback) { approve(victim.sign_in) }

  it "signs nobody in elsewhere before it is completed, and the victim afterwards" do
    expect(attacker.callback(**callback).failure).to eq("csrf_detected")
    expect(victim.callback(**callback).failure).to be_nil
    expect([victim, attacker].map { |browser| whoami(browser) }).to eq(['signed in as "1001"', "signed in as nil"])
  end

  it "signs nobody in elsewhere after it was completed" do
    victim.callback(**callback)
    expect(attacker.callback(**callback).failure).to eq("csrf_detected")
    expect([whoami(attacker), exchanges]).to eq(["signed in as nil", 1])
  end

  it "is not completed again by the victim's back button, who stays signed in" do
    victim.callback(**callback)
    expect(victim.callback(**callback).failure).to eq("csrf_detected")
    expect([whoami(victim), exchanges]).to eq(['signed in as "1001"', 1])
  end

  it "has a code that is worth nothing in a login of the attacker's own" do
    state = attacker.sign_in.state
    expect(attacker.callback(code: callback[:code], state:).failure).to eq("invalid_credentials")
    expect(whoami(attacker)).to eq("signed in as nil")
  end
end
