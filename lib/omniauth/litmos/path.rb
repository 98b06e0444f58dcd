# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmos
    # Addresses below the base, from parts that an app has from elsewhere.
    #
    # @api private
    module Path
      module_function

      # @param parts [Array<String, Integer>]
      # @return [String]
      # @raise [ConfigurationError] for a part that would lead elsewhere
      def to(*parts)
        parts.map { |part| "/#{segment(part.to_s)}" }.join
      end

      # @param thing [String, Integer, Hash] an id, or what the API gave
      # @return [String]
      # @raise [ConfigurationError] where there is no id
      def id(thing)
        id = thing.is_a?(Hash) ? thing["Id"] || thing[:Id] : thing
        id.to_s.strip.empty? ? raise(wrong) : id.to_s
      end

      # @param things [Array, String, Integer, Hash] one, or many
      # @return [Array<String>] each id once
      # @raise [ConfigurationError] where there is none
      def ids(things)
        (things.is_a?(Array) ? things : [things]).map { |thing| id(thing) }.uniq
      end

      def segment(text)
        raise wrong if text.match?(/\A[.\s]*\z/)

        URI.encode_www_form_component(text).gsub("+", "%20")
      end

      def wrong
        OmniAuth::Litmus::ConfigurationError.new("An id is empty, or none", code: :invalid_id,
                                                                            hint: "Give the Id that Litmos gave")
      end
    end
  end
end
