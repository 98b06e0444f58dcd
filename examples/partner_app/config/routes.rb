# frozen_string_literal: true

Rails.application.routes.draw do
  root "sessions#new"

  # POST /auth/litmus is OmniAuth's own: it sends the browser to Litmus, which sends it back to one of these.
  get "/auth/litmus/callback", to: "sessions#create"
  get "/auth/failure", to: "sessions#failure", as: :sign_in_failure
  resource :session, only: :destroy

  resource :account, only: :show
  resource :token, only: %i[update destroy]
  resources :previews, only: :create
end
