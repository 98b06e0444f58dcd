# frozen_string_literal: true

require "active_support/concern"

require_relative "railties/return_path"
require_relative "railties/words"

module OmniAuth
  module Litmus
    # For controllers: where only a new login helps ({ReauthorizationRequired}), the user is asked to begin one.
    #
    #     class ApplicationController < ActionController::Base
    #       include OmniAuth::Litmus::Reauthorization
    #     end
    #
    # A page with a button, because a login begins with a POST that carries the token of a form of the app's (OmniAuth
    # 2, CVE-2015-9284); without scripts and styles, so that any Content-Security-Policy lets it be. An app has its own
    # by putting it at `app/views/omniauth_litmus/reauthorization.html.erb`, and its own words under
    # `omniauth_litmus.reauthorization` in its locales. The page is in the layout of the other pages of signing in,
    # `layouts/omniauth_litmus`, where the app has that (the generator makes it), and else in the controller's.
    #
    # Programs get JSON: `{"error":"reauthorization_required", …}`. The status is 401 for both: the request lacks
    # credentials that a login can bring, and nothing that stands between should take the page for the one asked for.
    # The challenge that RFC 9110 §15.5.2 demands has a scheme of its own: with `Bearer`, clients would take their token
    # for this app for the bad one; and no browser opens a dialog for it.
    module Reauthorization
      extend ::ActiveSupport::Concern

      VIEWS = File.expand_path("railties/views", __dir__)
      private_constant :VIEWS

      included do
        rescue_from ReauthorizationRequired, with: :require_litmus_reauthorization
        # After the app's own.
        append_view_path VIEWS if respond_to?(:append_view_path)
      end

      private

      # Where the login that has just been completed was begun, if that is a path of this app, and none of OmniAuth's:
      # who tries again on the page of a failure does not want to see it afterwards.
      #
      #     redirect_to litmus_return_path || root_path
      #
      # @return [String, nil]
      def litmus_return_path
        path = Railties::ReturnPath.of(request.env["omniauth.origin"], request.base_url)
        path unless path&.start_with?("#{litmus_mount_point}#{OmniAuth.config.path_prefix}/")
      end

      # Where the login begins: override it for a strategy with a name, prefix or path of its own.
      #
      # @return [String]
      def litmus_sign_in_path
        "#{litmus_mount_point}#{OmniAuth.config.path_prefix}/litmus"
      end

      # @param error [ReauthorizationRequired]
      # @return [void]
      def require_litmus_reauthorization(error)
        raise error if response.committed?

        litmus_answer("reauthorization", error: "reauthorization_required")
      end

      # Not by `render`, which refuses where the action has begun an answer before the error.
      #
      # @param page [String] the page's name, and where its words are
      # @param error [String] for programs
      # @return [void]
      def litmus_answer(page, error:)
        response.delete_header("Location")
        response.set_header("WWW-Authenticate", %(Litmus realm="litmus", error="#{error}"))
        response.set_header("Cache-Control", "no-store")
        self.response_body = litmus_for_people? ? litmus_page(page) : litmus_json(page, error)
        self.status = :unauthorized
      end

      # A controller for APIs may render views of JSON, but none for people.
      def litmus_for_people?
        is_a?(::ActionController::Base) && request.formats.any? { |format| format&.html? }
      end

      def litmus_page(page)
        interrupted = !(request.get? || request.head?)
        origin = litmus_way_back || "#{litmus_mount_point}/"
        render_to_string(template: "omniauth_litmus/#{page}", formats: [:html], **litmus_layout,
                         locals: { sign_in_path: litmus_sign_in_path, origin:, interrupted:,
                                   words: ->(key) { Railties::Words.of("#{page}.#{key}") } })
          .tap { self.content_type = "text/html" }
      end

      def litmus_layout
        own = lookup_context.exists?("omniauth_litmus", ["layouts"], false, [], formats: [:html])
        own ? { layout: "omniauth_litmus" } : {}
      end

      def litmus_json(page, error)
        self.content_type = "application/json"
        { error:, error_description: Railties::Words.of("#{page}.explanation"),
          sign_in: { method: "POST", path: litmus_sign_in_path } }.to_json
      end

      # Of the app, not of an engine in it: OmniAuth stands before both.
      def litmus_mount_point
        request.get_header("ORIGINAL_SCRIPT_NAME")
      end

      # A page that was asked for is where the user goes back to; from anything else, it is the page that asked. The
      # address of a callback holds a code, and leads nowhere a second time.
      def litmus_way_back
        return litmus_return_path if request.env.key?("omniauth.auth")

        Railties::ReturnPath.of(litmus_page_asked_for? ? request.fullpath : request.referer, request.base_url)
      end

      def litmus_page_asked_for?
        (request.get? || request.head?) && !request.xhr? && !request.get_header("HTTP_TURBO_FRAME")
      end
    end
  end
end
