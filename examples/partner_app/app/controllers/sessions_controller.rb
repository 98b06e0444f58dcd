# frozen_string_literal: true

# Signing in and out.
class SessionsController < ApplicationController
  # Failures that have a page of their own; any other is Litmus's word for what went wrong there.
  FAILURES = %w[access_denied authenticity_error csrf_detected failed_to_connect invalid_credentials timeout].freeze

  def new
    redirect_to account_path if current_account
  end

  # Litmus sent the browser back, and OmniAuth has exchanged the code.
  def create
    account = LitmusAccount.from_omniauth(request.env.fetch("omniauth.auth"))
    # A new session for a new person: whoever knew the old one's name does not know this one's.
    reset_session
    keep(account)
    redirect_to account_path, notice: t(".signed_in")
  end

  def failure
    return redirect_to(account_path, notice: t(".already_signed_in")) if answered_before?

    @key = params[:message].to_s
    @failure = FAILURES.include?(@key) ? @key : "other"
  end

  def destroy
    reset_session
    redirect_to root_path, notice: t(".signed_out")
  end

  private

  # The back button brought an answer once more, or it is for another tab, whose sign-in went with the old session.
  # Nothing is wrong for who is signed in.
  def answered_before?
    current_account && params[:message] == "csrf_detected"
  end
end
