# frozen_string_literal: true

# Instant previews: the guide's example of a call to Litmus's API.
class PreviewsController < ApplicationController
  before_action :require_account

  def create
    text = params[:plain_text].to_s.strip
    return redirect_to(account_path, alert: t(".empty")) if text.empty?

    guid = current_account.create_preview(text)
    redirect_to account_path, notice: t(".created", guid:)
  ensure
    # Also when the call failed: the token may have been refreshed before.
    keep(current_account)
  end
end
