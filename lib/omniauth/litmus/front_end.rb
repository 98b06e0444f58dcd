# frozen_string_literal: true

require "active_support/concern"

require_relative "front_ends"

module OmniAuth
  module Litmus
    # For controllers of an API whose front ends live elsewhere: the way back to them, and the hand-over of a sign-in to
    # those that have no cookie here ({HandOver}).
    #
    #     class LitmusSessionsController < ApplicationController
    #       include OmniAuth::Litmus::FrontEnd
    #
    #       def create
    #         connection = LitmusConnection.from_omniauth(request.env.fetch("omniauth.auth"))
    #         litmus_hand_over(connection.id)
    #       end
    #     end
    #
    # A front end begins with a form that it posts to `/auth/litmus?litmus_challenge=…` (in the query, since OmniAuth
    # keeps nothing else), with the field `origin`, where to come back to. It comes back with `#litmus_code=…`, or with
    # `#litmus_error=…`: in the fragment, which goes to no server, and so into no log and no `Referer`.
    module FrontEnd
      extend ::ActiveSupport::Concern

      private

      # Where the sign-in was begun, if that is an address of one of `config.omniauth_litmus.front_ends`. OmniAuth's
      # redirect to `/auth/failure` has it in a parameter.
      #
      # @return [String, nil]
      def litmus_front_end_address
        litmus_front_ends.address(request.env["omniauth.origin"] || params[:origin])
      end

      # Whether the front end has asked for a code, since it cannot share a session with this app.
      #
      # @return [Boolean]
      def litmus_hand_over?
        !request.env["omniauth.params"].to_h["litmus_challenge"].nil?
      end

      # The end of a callback action: the browser takes a code to the front end.
      #
      # @param value [Object] who signed in, such as an id; see {HandOver#issue}
      # @return [void]
      def litmus_hand_over(value)
        address = litmus_front_end_address
        challenge = request.env["omniauth.params"].to_h["litmus_challenge"]
        code = litmus_hand_overs.issue(value, challenge:) if address
        return litmus_return_to_front_end(litmus_code: code) if code

        render json: { error: "invalid_request" }, status: :bad_request
      end

      # The action behind the exchange: who signed in, for the code and the verifier that a front end has sent.
      #
      # @return [Object, nil] what was handed over; nil where nothing is, or no longer
      def litmus_redeem
        response.set_header("Cache-Control", "no-store")
        litmus_share_with_front_end
        litmus_hand_overs.redeem(params[:litmus_code], verifier: params[:litmus_verifier])
      end

      # Lets the front end's script read the answer (CORS). It gets no cookie, and sends none.
      #
      # @return [void]
      def litmus_share_with_front_end
        response.add_header("Vary", "Origin")
        return unless litmus_front_ends.origin?(request.headers["Origin"])

        response.set_header("Access-Control-Allow-Origin", request.headers["Origin"])
      end

      # @param fields [Hash{Symbol => String}] for the fragment
      # @return [Boolean] whether there was a front end to return to
      def litmus_return_to_front_end(**fields)
        address = litmus_front_end_address or return false
        response.set_header("Cache-Control", "no-store")
        response.set_header("Referrer-Policy", "no-referrer")
        fragment = "##{URI.encode_www_form(fields)}" if fields.any?
        # It is one of ours, whatever its host; Rails before 7.0 does not ask.
        redirect_to("#{address}#{fragment}", allow_other_host: true)
        true
      end

      # @return [FrontEnds]
      def litmus_front_ends
        FrontEnds.new(::Rails.configuration.omniauth_litmus.front_ends)
      end

      # Override it for another store than the model that the generator makes.
      #
      # @return [HandOver]
      def litmus_hand_overs
        HandOver.new("LitmusHandOver".constantize)
      end
    end
  end
end
