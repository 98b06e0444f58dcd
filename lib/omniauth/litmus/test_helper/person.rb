# frozen_string_literal: true

require "rack/mock"
require "uri"

module OmniAuth
  module Litmus
    module TestHelper
      # Signs in at a sandbox and answers the consent page, as a user with a browser would.
      #
      # @api private
      class Person
        include Unserializable

        # @param sandbox [Sandbox]
        # @param user [Integer, String, nil]
        # @raise [ArgumentError] if the sandbox does not have this user
        def initialize(sandbox, user)
          @sandbox = sandbox
          @user_id = id_of(user)
          @cookie = nil
        end

        # @param location [String] of an authorization request
        # @param decision [String] `"authorize"` or `"deny"`
        # @return [String] where the sandbox redirects to
        # @raise [ArgumentError] if the sandbox refuses the request
        def answer(location, decision)
          query = URI.parse(location).query.to_s
          page = get(query)
          page = sign_in(page, query) if page.body.include?('name="user_id"')
          raise ArgumentError, "consent is remembered: begin_anew" if page["location"] && decision == "deny"

          page = decide(page, query, decision) if page.body.include?('name="decision"')
          page["location"] || raise(ArgumentError, "the sandbox refuses this request: #{heading(page)}")
        end

        private

        def id_of(user)
          users = @sandbox.settings.users.values
          found = user.nil? ? users.first : users.find { |one| [one.id.to_s, one.email].include?(user.to_s) }
          found&.id || raise(ArgumentError, "the sandbox has no user #{user.inspect}")
        end

        def sign_in(page, query)
          post("/sign_in", "form_token" => form_token(page), "user_id" => @user_id, "continue" => query)
          get(query)
        end

        def decide(page, query, decision)
          fields = URI.decode_www_form(query).to_h
          post("/oauth/authorize", { **fields, "form_token" => form_token(page), "decision" => decision })
        end

        def form_token(page)
          page.body[/name="form_token" value="([^"]+)"/, 1]
        end

        def get(query)
          request("GET", "/oauth/authorize?#{query}")
        end

        def post(path, params)
          request("POST", path, params:)
        end

        def request(method, path, **options)
          env = { "REMOTE_ADDR" => "127.0.0.1", "HTTP_COOKIE" => @cookie }.compact
          response = Rack::MockRequest.new(@sandbox).request(method, "http://localhost#{path}", { **env, **options })
          cookie = Array(response["set-cookie"]).first
          @cookie = cookie[/\A[^;]+/] if cookie
          response
        end

        def heading(page)
          page.body[%r{<h1>(.*?)</h1>}m, 1].to_s.gsub(/<[^>]+>/, "").strip
        end
      end
    end
  end
end
