# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A list of the API whose records are found by id: {Users}, {Teams} and {Courses}. Records are Hashes with the names
    # of the API, such as `"Id"`. Including classes have `path`.
    module Collection
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      # Entries of a page. Requests are scarce, but the largest pages are slow.
      PAGE_SIZE = 500
      private_constant :PAGE_SIZE

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # All records. Each page is requested when it is needed.
      #
      # @param limit [Integer] entries of a page
      # @param params [Hash] further parameters, such as `search`
      # @yieldparam record [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [Error]
      def each(limit: PAGE_SIZE, **params, &block)
        Pages.new(@client, path, limit:, params:).each(&block)
      end

      # @param id [String, Hash]
      # @return [Hash, nil]
      # @raise [Error]
      def find(id)
        @client.find(path, Path.id(id))
      end

      private

      # @return [String] the id
      # @raise [NotFound] if there is no record with it
      def existing(record, name, code:)
        id = Path.id(record)
        return id if find(id)

        raise NotFound.new("There is no such #{name}", code:, hint: "See #{name}s.each")
      end

      def pages(*parts, limit:, &block)
        Pages.new(@client, Path.to(*parts), limit:).each(&block)
      end
    end
  end
end
