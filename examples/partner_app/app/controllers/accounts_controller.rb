# frozen_string_literal: true

# Who is signed in, and what this app may do for them.
class AccountsController < ApplicationController
  before_action :require_account

  def show; end
end
