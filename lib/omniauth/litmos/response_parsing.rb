# frozen_string_literal: true

require "cgi/escape"

module OmniAuth
  module Litmos
    # What an answer of Litmos's is read as: its texts without HTML's escapes (`O&#39;Hara`), its moments as Times. It
    # goes in front of {OmniAuth::Litmus::Response#parsed}.
    #
    # @api private
    module ResponseParsing
      # How a document begins that was escaped as a whole.
      ESCAPED = /\A\s*\[?\s*\{\s*&(?:quot|#34|#x22);/i
      private_constant :ESCAPED

      # @param value [Object] of JSON
      # @return [Object] the same with what HTML's escapes stand for
      def self.unescape(value)
        case value
        when Hash then value.transform_values { |member| unescape(member) }
        when Array then value.map { |member| unescape(member) }
        when String then value.include?("&") ? CGI.unescapeHTML(value) : value
        else value
        end
      end

      # @return [Object, nil] with Times for moments
      def parsed
        return @parsed if defined?(@undated)

        @undated = escaped? ? unescaped.parsed : ResponseParsing.unescape(super)
        @parsed = Timestamps.read(@undated)
      end

      # @return [Object, nil] with moments as Litmos wrote them, fit to be sent back
      def undated
        parsed
        @undated
      end

      private

      def escaped?
        body.valid_encoding? && body.match?(ESCAPED)
      end

      def unescaped
        OmniAuth::Litmus::Response.new(status, headers, CGI.unescapeHTML(body))
      end
    end
  end
end
