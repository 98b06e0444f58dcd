# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A list in pages, by `start` and `limit`. Litmos may send more entries than `limit`, and does not say where the
    # next page begins. So `start` grows by `limit`, and entries that came with an earlier page are skipped.
    #
    # @api private
    class Pages
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      # The API's maximum.
      MAX_LIMIT = 1000
      # Entries without an Id are the same if they are equal.
      BY_ID = ->(entry) { entry["Id"] || entry.hash }
      private_constant :BY_ID

      # @param client [Client]
      # @param path [String]
      # @param limit [Integer] entries of a page, 1 to 1000
      # @param params [Hash] further parameters, such as `search`
      # @param how [Hash]
      # @option how [#call] :identity what two entries have in common that are the same (default: the `Id`)
      # @option how [NotFound] :not_found raised instead of a 404
      def initialize(client, path, limit:, params: {}, **how)
        @client = client
        @path = path
        @limit = Integer(limit).clamp(1, MAX_LIMIT)
        @params = params.to_h.transform_keys(&:to_sym)
        @identity = how.fetch(:identity, BY_ID)
        @not_found = how[:not_found]
      end

      # Requests each page when it is needed.
      #
      # @yieldparam entry [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [Error]
      def each(&)
        return lazy unless block_given?

        seen = {}
        (0..).step(@limit) do |start|
          page = page(start)
          entries = new_entries(page, seen)
          entries.each(&)
          break if page.length < @limit || entries.empty? # a list that has no pages is the same for each `start`
        end
      end

      private

      # Entries that did not come with an earlier page.
      def new_entries(page, seen)
        identities = page.map(&@identity)
        entries = page.reject.with_index { |_, index| seen.key?(identities[index]) }
        identities.compact.each { |identity| seen[identity] = true }
        entries
      end

      def page(start)
        entries(@client.get(@path, params: { **@params, start:, limit: @limit }) || [])
      rescue OmniAuth::Litmus::ApiError => e
        raise(@not_found && NotFound.meant_by?(e) ? @not_found : e)
      end

      # Some lists, such as `/users/paginated`, are in an envelope.
      def entries(page)
        page = page["Items"] if page.is_a?(Hash) && page.key?("Pagination")
        page.is_a?(Array) && page.all?(Hash) ? page : raise(unexpected)
      end

      def unexpected
        hint = "Check that the base URL is Litmos's API"
        OmniAuth::Litmus::ProtocolError.new("The response is not a list", code: :unexpected_answer, hint:)
      end
    end
  end
end
