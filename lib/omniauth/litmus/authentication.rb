# frozen_string_literal: true

require_relative "reauthorization"

module OmniAuth
  module Litmus
    # For controllers: who is signed in with Litmus, and pages that are only for them.
    #
    #     class ApplicationController < ActionController::Base
    #       include OmniAuth::Litmus::Authentication
    #     end
    #
    #     class ReportsController < ApplicationController
    #       before_action :require_litmus
    #     end
    #
    # Who is not signed in gets a page with a button, at the address that was asked for and with the status 401, and
    # comes back there after the sign-in where the callback action ends with
    # `redirect_to litmus_return_path || root_path`. Programs get `{"error":"sign_in_required", …}`. What is said of the
    # page in {Reauthorization}, which comes along, holds for this one, too: its file is
    # `app/views/omniauth_litmus/sign_in.html.erb`, its words are under `omniauth_litmus.sign_in`.
    module Authentication
      extend ::ActiveSupport::Concern
      include Reauthorization

      included do
        helper_method :current_litmus_connection, :litmus_signed_in? if respond_to?(:helper_method)
      end

      private

      # Who is signed in: what the callback action has put into `session[:litmus]`, or, where that is an id, the
      # `LitmusConnection` with it. Override it where your app remembers people in another way; the rest rests on it.
      #
      # @return [Object, nil]
      def current_litmus_connection
        kept = session[:litmus]
        return kept if kept.nil? || kept.is_a?(Hash)

        @current_litmus_connection ||= "LitmusConnection".constantize.find_by(id: kept)
      end

      # @return [Boolean]
      def litmus_signed_in?
        !current_litmus_connection.nil?
      end

      # A before_action: the action is for people who are signed in.
      #
      # @return [void]
      def require_litmus
        litmus_answer("sign_in", error: "sign_in_required") unless litmus_signed_in?
      end
    end
  end
end
