# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmos
    # Paths below the base URL, made of ids that the app has from elsewhere.
    #
    # @api private
    module Path
      module_function

      # @param parts [Array<String, Integer>]
      # @return [String]
      # @raise [ConfigurationError] for a part such as `..`, which would lead to another path
      def to(*parts)
        parts.map { |part| "/#{segment(part.to_s)}" }.join
      end

      # @param record [String, Integer, Hash] an id, or a record of the API
      # @return [String]
      # @raise [ConfigurationError] if there is no id, or something else in its place
      def id(record)
        id = record.is_a?(Hash) ? record["Id"] || record[:Id] : record
        text = [String, Symbol, Integer].any? { |type| id.is_a?(type) } ? id.to_s : ""
        raise invalid unless text.valid_encoding? && !text.strip.empty?

        text
      end

      # @param records [Array, String, Integer, Hash] one or many
      # @return [Array<String>] each id once
      # @raise [ConfigurationError] if one has no id
      def ids(records)
        (records.is_a?(Array) ? records : [records]).map { |record| id(record) }.uniq
      end

      def segment(text)
        raise invalid if text.match?(/\A[.\s]*\z/)

        URI.encode_www_form_component(text).gsub("+", "%20")
      end

      def invalid
        hint = "Give the Id of the record, or the record"
        OmniAuth::Litmus::ConfigurationError.new("An id is missing, or is no text or number", code: :invalid_id, hint:)
      end
    end
  end
end
