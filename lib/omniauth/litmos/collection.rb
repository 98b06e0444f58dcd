# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A list of the API whose records are found by id: {Users}, {Teams}, {Courses} and so on. Records are Hashes with
    # the names of the API, such as `"Id"`. Including classes have `path`, and `absent`: the error for a missing record.
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
      # @param params [Hash] further parameters with the names of the API, such as `search`, `sort`, `dir` and
      #   `showInactive`
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
        record = @client.find(path, Path.id(id))
        record if record.is_a?(Hash) && !record.key?("Pagination") # or a list: `/users/details`, `/users/paginated`
      end

      private

      # @return [String] the id
      # @raise [NotFound] if there is no record with it
      def existing(record)
        id = Path.id(record)
        find(id) ? id : raise(absent)
      end

      def pages_below(record, *list, limit:, **how, &block)
        Pages.new(@client, "#{path}#{Path.to(Path.id(record), *list)}", limit:, not_found: absent, **how).each(&block)
      end

      # @return [Hash, nil] the first record with exactly this name, in any case
      # @raise [ConfigurationError] without a name
      def named(name, hint: "Give name:")
        name = words(name, hint:)
        each(search: name).find { |record| record["Name"].to_s.casecmp?(name) }
      end

      # @return [String] what is to be found
      # @raise [ConfigurationError] for nothing, and for what is no text
      def words(value, hint:)
        text = OmniAuth::Litmus::Plain.text(value).to_s
        text = text.dup.force_encoding(Encoding::UTF_8) if text.encoding == Encoding::BINARY
        return text if text.valid_encoding? && !text.strip.empty?

        raise invalid("The name to be found is missing, or no text", hint)
      end

      # @return [#to_hash] the fields of a record
      # @raise [ConfigurationError] for anything else, before any request
      def fields(attributes)
        return attributes if attributes.respond_to?(:to_hash)

        raise invalid("The fields are no Hash", 'Give a Hash such as { "LastName" => "King" }')
      end

      def invalid(message, hint)
        OmniAuth::Litmus::ConfigurationError.new(message, code: :invalid_value, hint:)
      end
    end
  end
end
