# frozen_string_literal: true

require "omniauth-oauth2"

module OmniAuth
  module Strategies
    # The Ruby gem's behaviour, as far as apps can see it, on omniauth-oauth2.
    class Litmus < OmniAuth::Strategies::OAuth2
      # The host of the pages and of the token endpoint, read once, at load.
      OAUTH_HOST = ENV["LITMUS_OAUTH_HOST"] || "https://litmus.com"
      # The host of the profile, read once, at load.
      API_HOST = ENV["LITMUS_API_HOST"] || "https://api.litmus.com"

      option :name, "litmus"
      option :client_options, { site: OAUTH_HOST }

      uid { raw_info["id"].to_s }

      info do
        {
          "name" => raw_info["full_name"],
          "first_name" => raw_info["first_name"],
          "last_name" => raw_info["last_name"]
        }
      end

      # The signed-in user as Litmus answers it. Asked once a login; the token goes into the query.
      def raw_info
        @raw_info ||= begin
          access_token.options[:mode] = :query
          access_token.get("#{API_HOST}/v2/users/current").parsed["user"]
        end
      end

      # OmniAuth's own would append the callback's query string, and the second leg's redirect_uri would differ
      # from the first's.
      def callback_url
        full_host + callback_path
      end
    end
  end
end
