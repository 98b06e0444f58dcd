# frozen_string_literal: true

# LITMUS_OAUTH_HOST and LITMUS_API_HOST are read by the gem itself.
public_url = Rails.configuration.x.public_url

Rails.application.config.middleware.use OmniAuth::Builder do
  provider :litmus, ENV.fetch("LITMUS_APP_ID", nil), ENV.fetch("LITMUS_SECRET", nil),
           pkce: true,
           redirect_uri: public_url && "#{public_url}/auth/litmus/callback"
end

OmniAuth.configure do |config|
  config.logger = Rails.logger
  # In development OmniAuth would raise what people see in production as a page.
  config.failure_raise_out_environments = []
  # The gem omniauth-rails_csrf_protection does the same.
  config.request_validation_phase = OmniAuth::Litmus::Railties::RequestVerifier
end
