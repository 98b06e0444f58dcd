# frozen_string_literal: true

# Lends OmniAuth Rails' check that POST /auth/litmus comes from a page of this app: OmniAuth is a middleware, and stands
# in front of all controllers. No route leads here.
class SignInRequestsController < ActionController::Base
  protect_from_forgery with: :exception

  def verify
    head :no_content
  end
end
