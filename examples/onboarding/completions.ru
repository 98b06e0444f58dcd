# frozen_string_literal: true

# Tells managers in Slack who has finished, as soon as Litmos's webhook says so: see README.md.

require_relative "lib/onboarding/completions_webhook"

# Also for what the last process has left.
webhook = Onboarding::CompletionsWebhook.new(ENV.to_h).webhook.start

use OmniAuth::Litmos::Webhook::Middleware, webhook, path: "/litmos"
run ->(_env) { [404, { "content-type" => "text/plain" }, []] }
