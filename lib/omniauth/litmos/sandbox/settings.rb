# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Sandbox
      # See {Sandbox#initialize} for the meaning of each.
      class Settings < OmniAuth::Litmus::Sandbox::Toolkit::Switches
        DEMO_API_KEY = "demo-litmos-key"

        DEMO_USERS = [
          { "Id" => "u1001", "UserName" => "maya@example.com", "FirstName" => "Maya", "LastName" => "Okafor" },
          { "Id" => "u1002", "UserName" => "zoe@example.com", "FirstName" => "Zoë", "LastName" => "Lindqvist" }
        ].freeze
        DEMO_TEAMS = [{ "Id" => "t1", "Name" => "Onboarding" }, { "Id" => "t2", "Name" => "Sales" }].freeze

        DEMO_COURSES = [
          { "Id" => "c1", "Code" => "WELCOME", "Name" => "Welcome",
            "Modules" => [{ "Id" => "m1", "Name" => "Assessment" }] },
          { "Id" => "c2", "Code" => "SAFETY", "Name" => "Safety at work",
            "Modules" => [{ "Id" => "m2", "Name" => "Lesson" }, { "Id" => "m3", "Name" => "Assessment" }] },
          { "Id" => "c3", "Code" => "FIRSTAID", "Name" => "First aid",
            "Modules" => [{ "Id" => "m4", "Name" => "Workshop", "ModuleType" => "ILT" }] }
        ].freeze
        DEMO_LEARNING_PATHS = [{ "Id" => "lp1", "Name" => "First week", "Courses" => %w[c1 c2] }].freeze

        DEFAULTS = {
          api_keys: [DEMO_API_KEY].freeze, tokens: nil, users: DEMO_USERS, teams: DEMO_TEAMS, courses: DEMO_COURSES,
          learning_paths: DEMO_LEARNING_PATHS, custom_fields: %w[Badge Office].freeze, rate_limit: 100, rate_window: 60,
          limit_status: 503, page_overrun: 0, ignore_silently: true, timeout_every: nil, timeout_status: 504,
          timeout_after_work: false, field_order: false, empty_bodies: true, date_format: :recorded, xml: false,
          https_only: false, import_polls: 2, webhook: nil, webhook_repeats: 1, allow_anywhere: false,
          clock: -> { Time.now }, on_event: nil
        }.freeze

        whole = ->(value) { value.is_a?(Integer) && !value.negative? }
        some = ->(value) { value.nil? || (value.is_a?(Integer) && value.positive?) }
        callable = ->(value) { value.nil? || value.respond_to?(:call) }
        CHECKS = {
          api_keys: ->(value) { value.is_a?(Array) && value.all?(String) },
          webhook: ->(value) { value.nil? || %r{\Ahttps?://[^/\s]+}.match?(value.to_s) }, webhook_repeats: whole,
          rate_limit: some, timeout_every: some, page_overrun: whole, import_polls: whole,
          rate_window: ->(value) { value.is_a?(Numeric) && value.positive? },
          limit_status: ->(value) { [429, 503].include?(value) },
          timeout_status: ->(value) { [500, 503, 504].include?(value) },
          custom_fields: ->(value) { value.is_a?(Array) && value.all?(String) },
          date_format: ->(value) { %i[recorded zone plain iso].include?(value) },
          clock: ->(value) { value.respond_to?(:call) }, tokens: callable, on_event: callable
        }.freeze

        attr_reader(*DEFAULTS.keys)
      end
    end
  end
end
