# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A {Collection} whose records can be changed and deleted: {Users}, {Teams} and {Sessions}.
    module EditableCollection
      include Collection

      # Updates a record. Litmos wants all fields, in its own order, so the record is read first.
      #
      # @param id [String, Hash] an id, or a record; of a user also the user name
      # @param attributes [Hash] fields to change
      # @return [Hash, nil] the record, if the API returns it
      # @raise [NotFound] if there is no such record
      # @raise [ConfigurationError] for fields that are no Hash
      # @raise [Error]
      def update(id, attributes)
        changes = fields(attributes).to_hash.transform_keys(&:to_s)
        record = @client.find(path, Path.id(id), as: :with_raw_timestamps)
        raise absent unless record.is_a?(Hash) && !record.key?("Pagination")

        id = record.fetch("Id") { Path.id(id) }
        @client.put("#{path}#{Path.to(id)}", json: { **record, **changes, "Id" => id })
      end

      # Deletes a record. A team's members stay; a user's results are gone for good, and {Users#deactivate} keeps them.
      #
      # @param id [String, Hash] an id, or a record
      # @return [Boolean] false if there is no such record (any more)
      # @raise [ConfigurationError] for an invalid id
      # @raise [Error]
      def delete(id)
        @client.delete("#{path}#{Path.to(Path.id(id))}")
        true
      rescue OmniAuth::Litmus::ApiError => e
        NotFound.meant_by?(e) ? false : raise
      end
    end
  end
end
