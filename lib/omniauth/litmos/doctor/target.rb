# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Doctor
      # What is examined, and what a report of {OmniAuth::Litmus::Doctor} needs to know of it.
      #
      # @api private
      Target = Struct.new(:client, :team, :user, :api_key, keyword_init: true) do
        include OmniAuth::Litmus::Unserializable

        # @return [String]
        def site
          client.base_url
        rescue OmniAuth::Litmus::ConfigurationError
          "no known region"
        end
        alias_method :api, :site

        # @return [Array<String>] to redact in a report
        def secrets
          [(api_key.respond_to?(:call) ? api_key.call : api_key).to_s].reject(&:empty?)
        end
      end
    end
  end
end
