# frozen_string_literal: true

require_relative "../litmus/sandbox"
require_relative "sandbox/settings"
require_relative "sandbox/router"

module OmniAuth
  module Litmos
    # A Litmos to develop and test against: a Rack app that answers as its API does below `/v1.svc`, quirks included. It
    # is guarded and told of as {OmniAuth::Litmus::Sandbox} is, and keeps everything in memory.
    #
    #     # config.ru
    #     require "omniauth/litmos/sandbox"
    #     run OmniAuth::Litmos::Sandbox.new(limit_status: 429)
    class Sandbox < OmniAuth::Litmus::Sandbox
      # The API key that is there when `api_keys:` is not given. No secret: it is printed here.
      DEMO_API_KEY = Settings::DEMO_API_KEY

      # @!method initialize(**switches)
      # @param switches [Hash]
      # @option switches [Array<String>] :api_keys that open the API; others, and none, are a 403
      # @option switches [#call, nil] :tokens says whether an access token opens it, too
      # @option switches [Array<Hash>] :users each with `Id`, `UserName`, `FirstName`, `LastName`, and what else
      # @option switches [Array<Hash>] :teams each with `Id` and `Name`
      # @option switches [Array<Hash>] :courses each with `Id`, `Name`, `Code` and `Modules`, these with `Id` and `Name`
      # @option switches [Integer, nil] :rate_limit requests in a window (100), of all keys together; nil: no limit
      # @option switches [Numeric] :rate_window seconds (60), counted back from each request
      # @option switches [Integer] :limit_status of what is above the limit: 503 (default) or 429; no header says more
      # @option switches [Integer] :page_overrun entries that a page has more than were asked for (0)
      # @option switches [Boolean] :ignore_silently true (default): ids that are wrong or there already are passed over
      #   when users are added to a team; false: nobody is added, whatever the ids (as for a key that may not)
      # @option switches [Integer, nil] :timeout_every each so many requests is answered with a 504
      # @option switches [Boolean] :timeout_after_work true: those did what was asked all the same
      # @option switches [Boolean] :empty_bodies true (default): what changes something is answered without a body
      # @option switches [Symbol] :date_format `:zone` (default, `/Date(0+0000)/`), `:plain` (`/Date(0)/`) or `:iso`
      # @option switches [Boolean] :xml true: answers are XML, whatever is asked for
      # @option switches [Boolean] :https_only true: plain http is a 403, as at Litmos
      # @option switches [Integer] :import_polls looks at an import after which it has ended (2)
      # @option switches [Boolean] :allow_anywhere as for {OmniAuth::Litmus::Sandbox#initialize}
      # @option switches [#call] :clock likewise
      # @option switches [#call] :on_event likewise
      # @raise [ArgumentError] for an unknown switch or value
      # @return [Directory] the users, teams and imports at present
      attr_reader :directory

      # @return [String] without the keys
      def inspect
        "#<#{self.class} #{directory.users.length} users, limit: #{settings.rate_limit.inspect}>"
      end

      private

      def router
        @directory = Directory.new(settings)
        Router.new(settings:, directory:)
      end
    end
  end
end
