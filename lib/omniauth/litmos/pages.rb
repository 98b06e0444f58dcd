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
      BY_ID = ->(entry) { entry["Id"] }
      private_constant :MOST, :BY_ID

      # @param client [Client]
      # @param path [String]
      # @param limit [Integer] entries of a page, 1 to 1000
      # @param params [Hash] further parameters, such as `search`
      # @param how [Hash]
      # @option how [#call] :identity by what an entry is known that comes again (its `Id`); nil for one that is new
      # @option how [NotFound] :absent what is raised where there is no such list
      def initialize(client, path, limit:, params: {}, **how)
        @client = client
        @path = path
        @limit = Integer(limit).clamp(1, MOST)
        @params = params
        @identity = how.fetch(:identity, BY_ID)
        @absent = how[:absent]
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
          fresh(page, seen).each(&)
          break if page.length < @limit
        end
      end

      private

      # What did not come in an earlier page.
      def fresh(page, seen)
        marks = page.map(&@identity)
        fresh = page.reject.with_index { |_, index| seen.key?(marks[index]) }
        marks.compact.each { |mark| seen[mark] = true }
        fresh
      end

      def page(start)
        page = @client.get(@path, params: { **@params, start:, limit: @limit }) || []
        page.is_a?(Array) && page.all?(Hash) ? page : raise(unexpected)
      rescue OmniAuth::Litmus::ApiError => e
        raise(absent?(e) ? @absent : e)
      end

      # A page of HTML says that the address is wrong.
      def absent?(error)
        @absent && error.status == 404 && !error.response.content_type.end_with?("html")
      end

      def unexpected
        hint = "Check that the base URL is Litmos's API"
        OmniAuth::Litmus::ProtocolError.new("The list is none", code: :unexpected_answer, hint:)
      end
    end
  end
end
