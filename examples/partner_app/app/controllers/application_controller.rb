# frozen_string_literal: true

# What all pages share: who is signed in, and what happens when Litmus says no.
class ApplicationController < ActionController::Base
  helper_method :current_account

  before_action :forbid_storing

  rescue_from OmniAuth::Litmus::Error, with: :litmus_failed
  rescue_from OmniAuth::Litmus::RateLimited, with: :rate_limited
  rescue_from OmniAuth::Litmus::ReauthorizationRequired, with: :authorize_again

  private

  def current_account
    @current_account ||= LitmusAccount.new(session[:account]) if session[:account]
  end

  def require_account
    redirect_to root_path, alert: t("litmus.sign_in_first") unless current_account
  end

  # To be called after whatever may have refreshed the token: the old one is worth nothing then.
  def keep(account)
    session[:account] = account.to_h
  end

  # The guide: revocation is handled by running the sign-in again.
  def authorize_again
    reset_session
    redirect_to root_path, alert: t("litmus.reauthorization")
  end

  def rate_limited(error)
    time = error.retry_at || 15.minutes.from_now # the length of Litmus's window
    redirect_to account_path, alert: t("litmus.rate_limited", time: l(time.utc, format: "%H:%M UTC"))
  end

  # The hint tells the people who run this site what to check. It holds no secret.
  def litmus_failed(error)
    logger.warn("Litmus: #{error.code}: #{error.hint}")
    redirect_to account_path, alert: t("litmus.failed", code: error.code)
  end

  # After signing out, the back button shows nothing.
  def forbid_storing
    response.headers["Cache-Control"] = "no-store"
  end
end
