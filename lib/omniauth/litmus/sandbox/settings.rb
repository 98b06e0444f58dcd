# frozen_string_literal: true

require_relative "oauth/application"
require_relative "user"

module OmniAuth
  module Litmus
    class Sandbox
      # See {Sandbox#initialize} for the meaning of each.
      class Settings < Toolkit::Switches
        DEMO_APPLICATION = { id: "demo-application", secret: "demo-secret", name: "Demo application" }.freeze

        DEMO_INSTANT_API_KEY = "demo-instant-key"

        # One name is not ASCII, so that encoding errors show.
        DEMO_USERS = [
          { id: 1001, first_name: "Maya", last_name: "Okafor", email: "maya@example.com" },
          { id: 1002, first_name: "Zoë", last_name: "Lindqvist", email: "zoe@example.com" },
          { id: 1003, first_name: "Tomás", last_name: "Reyes", email: "tomas@example.com" }
        ].freeze

        DEFAULTS = {
          applications: [DEMO_APPLICATION], users: DEMO_USERS, rotation: :immediate, token_type: "Bearer",
          expires_in: 7200, granted_scope: "full", state_on_denial: true, legacy_error_status: false,
          authorize_errors: :page, rate_limit: 300, rate_window: 900, slow_clients: [].freeze, capture_host: nil,
          instant_api_keys: [DEMO_INSTANT_API_KEY].freeze, allow_anywhere: false, clock: -> { Time.now }, on_event: nil
        }.freeze

        CHECKS = {
          users: ->(value) { !value.empty? },
          rotation: ->(value) { %i[immediate first_use].include?(value) },
          token_type: ->(value) { value.is_a?(String) && !value.empty? },
          granted_scope: ->(value) { value.is_a?(String) && value.match?(/\A\w+\z/) },
          expires_in: ->(value) { value.nil? || (value.is_a?(Integer) && value.positive?) },
          authorize_errors: ->(value) { %i[page redirect].include?(value) },
          rate_limit: ->(value) { value.nil? || (value.is_a?(Integer) && value.positive?) },
          rate_window: ->(value) { value.is_a?(Integer) && value.positive? },
          slow_clients: ->(value) { value.is_a?(Array) && value.all?(String) },
          instant_api_keys: ->(value) { value.is_a?(Array) && value.all?(String) },
          capture_host: ->(value) { value.nil? || value.to_s.match?(%r{\Ahttps?://[^/]+\z}) },
          clock: ->(value) { value.respond_to?(:call) },
          on_event: ->(value) { value.nil? || value.respond_to?(:call) }
        }.freeze

        DEFAULTS.each_key { |switch| attr_reader switch }

        # @param switches [Hash] see {Sandbox#initialize}
        # @raise [ArgumentError] for an unknown switch or value
        def initialize(**switches)
          super
          @applications = by_id(OAuth::Application, applications)
          @users = by_id(User, users)
        end

        # @return [Boolean] whether the old tokens stay valid until the new ones are used
        def revoke_on_first_use?
          rotation == :first_use
        end

        private

        def by_id(type, list)
          list.to_h { |attributes| [attributes.fetch(:id), type.new(**attributes)] }.freeze
        end
      end
    end
  end
end
