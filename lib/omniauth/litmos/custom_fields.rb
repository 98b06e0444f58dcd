# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The custom fields of a user or a course. In JSON, Litmos writes them as an object, or as a list of objects.
    #
    # @api private
    module CustomFields
      NAMES = %w[Name FieldName Label Key].freeze
      private_constant :NAMES

      module_function

      # @param client [Client]
      # @param path [String]
      # @return [Hash{String => Object}, nil] the values by name; nil for a 404
      # @raise [Error]
      def read(client, path)
        fields = client.find(path) and normalized(fields)
      end

      # @param fields [Hash, Array<Hash>] `{ "Badge" => "7" }`, `[{ "Badge" => "7" }]` or
      #   `[{ "Name" => "Badge", "Value" => "7" }]`
      # @return [Hash{String => Object}]
      def normalized(fields)
        return fields if fields.is_a?(Hash)

        fields.grep(Hash).reduce({}) do |all, field|
          name = field.values_at(*NAMES).compact.first
          all.merge(name && field.key?("Value") ? { name => field["Value"] } : field)
        end
      end
    end
  end
end
