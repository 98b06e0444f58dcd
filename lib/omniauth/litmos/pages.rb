# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A list that comes in pages, by `start` and `limit`. Pages can be larger than was asked for, and then it is not
    # known where the next one begins: so each begins where it was to begin, and what has come already is passed over.
    #
    # @api private
    class Pages
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      # What the API gives at most.
      MOST = 1000
      private_constant :MOST

      # @param client [Client]
      # @param path [String]
      # @param limit [Integer] entries of a page, 1 to 1000
      # @param params [Hash] further parameters, such as `search`
      def initialize(client, path, limit:, params: {})
        @client = client
        @path = path
        @limit = Integer(limit).clamp(1, MOST)
        @params = params
      end

      # Asks for a page when it is wanted.
      #
      # @yieldparam entry [Hash]
      # @return [Enumerator] without a block
      # @raise [Error]
      def each(&)
        return enum_for unless block_given?

        seen = {}
        (0..).step(@limit) do |start|
          page = page(start)
          fresh = page.reject { |entry| seen.key?(entry["Id"]) && !entry["Id"].nil? }
          fresh.each { |entry| seen[entry["Id"]] = true }
          fresh.each(&)
          break if page.length < @limit
        end
      end

      private

      def page(start)
        page = @client.get(@path, params: { **@params, start:, limit: @limit })
        return page || [] if page.nil? || (page.is_a?(Array) && page.all?(Hash))

        hint = "Check that the base URL is Litmos's API"
        raise OmniAuth::Litmus::ProtocolError.new("The list is none", code: :unexpected_answer, hint:)
      end
    end
  end
end
