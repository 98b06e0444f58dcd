# frozen_string_literal: true

# The access that Litmus gave: renewed, and given back.
class TokensController < ApplicationController
  before_action :require_account

  def update
    return redirect_to(account_path, alert: t("litmus.no_refresh_token")) unless current_account.refreshable?

    current_account.refresh
    keep(current_account)
    redirect_to account_path, notice: t(".refreshed")
  end

  def destroy
    current_account.revoke
    reset_session
    redirect_to root_path, notice: t(".revoked")
  end
end
