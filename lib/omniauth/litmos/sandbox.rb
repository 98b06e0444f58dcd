# frozen_string_literal: true

require_relative "../litmus/sandbox"
require_relative "sandbox/settings"
require_relative "sliding_window"
require_relative "sandbox/router"

module OmniAuth
  module Litmos
    # A stand-in for Litmos, for development and tests: a Rack app that answers like its API below `/v1.svc`, quirks
    # included. It keeps everything in memory, and answers only where {OmniAuth::Litmus::Sandbox} would: in the
    # environments development and test, to requests from this machine.
    #
    #     # config.ru
    #     require "omniauth/litmos/sandbox"
    #     run OmniAuth::Litmos::Sandbox.new(limit_status: 429)
    class Sandbox
      include OmniAuth::Litmus::Unserializable

      # The only API key unless `api_keys:` is given. It is not a secret.
      DEMO_API_KEY = Settings::DEMO_API_KEY

      # @return [Settings] the switches in force
      attr_reader :settings

      # @return [Directory] the present users, teams and imports
      attr_reader :directory

      # @return [Catalogue] the present courses, assignments and achievements
      attr_reader :catalogue

      # @param switches [Hash]
      # @option switches [Array<String>] :api_keys valid keys; a request with another one, or without one, gets a 403
      # @option switches [#call, nil] :tokens gets an access token, and returns whether it is valid
      # @option switches [Array<Hash>] :users each with `Id`, `UserName`, `FirstName`, `LastName` and other fields
      # @option switches [Array<Hash>] :teams each with `Id` and `Name`
      # @option switches [Array<Hash>] :courses each with `Id`, `Name`, `Code` and `Modules`, and those with `Id` and
      #   `Name`; one with the `ModuleType` `"ILT"` has sessions
      # @option switches [Array<Hash>] :learning_paths each with `Id`, `Name` and `Courses`, the ids of these
      # @option switches [Array<String>] :custom_fields names of the advanced custom fields of users
      # @option switches [Integer, nil] :rate_limit requests in a window (100), of all keys together; nil: no limit
      # @option switches [Numeric] :rate_window seconds (60) of a sliding window
      # @option switches [Integer] :limit_status the status above the limit: 503 (default) or 429. There are no headers
      #   that say when to try again.
      # @option switches [Integer] :page_overrun how many entries more than asked for a page has (0)
      # @option switches [Boolean] :ignore_silently true (default): when users are added to a team, unknown ids and
      #   members are ignored; false: nobody is added, as with a key that lacks the permission
      # @option switches [Integer, nil] :timeout_every n: each nth request is answered with the `timeout_status`
      # @option switches [Integer] :timeout_status 504 (default), 503, or 500 with a page
      # @option switches [Boolean] :timeout_after_work true: those requests take effect all the same
      # @option switches [Boolean] :field_order true: the fields of a user have to come in the order in which Litmos
      #   lists them; otherwise a `POST` or `PUT` is a 400
      # @option switches [Boolean] :empty_bodies true (default): responses to changes have no body
      # @option switches [Symbol] :date_format `:recorded` (default): `2016-11-10T13:50:11Z` for users and
      #   `/Date(0+0000)/` for the rest; or for all of them `:zone` (`/Date(0+0000)/`), `:plain` (`/Date(0)/`) or `:iso`
      # @option switches [Boolean] :xml true: all responses are XML, whatever the request accepts
      # @option switches [Boolean] :https_only true: plain http is answered with a 403, as at Litmos
      # @option switches [Integer] :import_polls how often the status of an import is read before it is `Completed` (2)
      # @option switches [String, nil] :webhook an address that is told of each achievement, at once
      # @option switches [Integer] :webhook_repeats how often it is told of each (1)
      # @option switches [Boolean] :allow_anywhere as for {OmniAuth::Litmus::Sandbox#initialize}
      # @option switches [#call] :clock as for {OmniAuth::Litmus::Sandbox#initialize}
      # @option switches [#call] :on_event as for {OmniAuth::Litmus::Sandbox#initialize}
      # @raise [ArgumentError] for an unknown switch or value
      def initialize(**switches)
        @settings = Settings.new(**switches)
        reset!
      end

      # Forgets all changes and counted requests.
      #
      # @return [self]
      def reset!
        @directory = Directory.new(settings)
        @catalogue = Catalogue.new(settings, directory)
        @app = OmniAuth::Litmus::Sandbox::Toolkit::App.new(settings, Router.new(settings, directory, catalogue),
                                                           forbidden: Reply.method(:forbidden))
        self
      end

      # The Rack interface.
      #
      # @param env [Hash]
      # @return [Array(Integer, Hash, Array<String>)]
      def call(env)
        @app.call(env)
      end

      # @return [String] without the keys
      def inspect
        "#<#{self.class} #{directory.users.length} users, limit: #{settings.rate_limit.inspect}>"
      end
    end
  end
end
