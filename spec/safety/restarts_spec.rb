# frozen_string_literal: true

require_relative "../../soak/restarts"

# `rake soak` does the same, with more of everything.
RSpec.describe "Puma, restarted while people sign in", needs: "puma" do
  it "loses no login that can be kept, by phased restarts or as a whole" do
    soak = Soak::Restarts.new(4).run
    expect(soak.broken).to be_empty
    # All of those who were at the provider while their worker was replaced.
    expect([soak.away.length, soak.kept]).to eq([240, 240])
    # The others signed in all the time; a connection that is cut in the middle of a callback is an exception.
    expect(soak.outcomes.length).to be > 300
    expect(soak.cut).to be <= soak.outcomes.length / 20
  end
end
