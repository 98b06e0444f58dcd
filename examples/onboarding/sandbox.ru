# frozen_string_literal: true

# A Litmos and a Slack to try the onboarding with. Both forget everything when this ends.

require "json"
require "omniauth/litmos"
require "omniauth/litmos/sandbox"

map "/slack" do
  run(lambda do |env|
    puts "", "Slack got:", JSON.parse(env["rack.input"].read).fetch("text")
    [200, { "content-type" => "text/plain" }, ["ok"]]
  end)
end

# Who completes a course on their page (http://127.0.0.1:9393/) is told to this address.
run OmniAuth::Litmos::Sandbox.new(webhook: ENV.fetch("LITMOS_WEBHOOK_URL", nil))
