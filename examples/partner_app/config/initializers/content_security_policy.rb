# frozen_string_literal: true

Rails.application.config.content_security_policy do |policy|
  policy.default_src :none
  policy.style_src :self
  policy.base_uri :none
  policy.frame_ancestors :none
  # The sign-in form is redirected to Litmus, and browsers hold redirects to this rule as well.
  policy.form_action :self, OmniAuth::Strategies::Litmus::OAUTH_HOST
end
