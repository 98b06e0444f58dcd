# frozen_string_literal: true

require "cgi/escape"

module OmniAuth
  module Litmos
    # Extends a response of Litmos: {OmniAuth::Litmus::Response#parsed} without HTML escapes (`O&#39;Hara`), with a Time
    # for each timestamp, and with a {LoginUrl} for the `LoginKey` of a user.
    #
    # @api private
    module ResponseParsing
      # A byte order mark, as programs on Windows write it.
      MARK = "\uFEFF"
      # Some responses are escaped as a whole: `[{&quot;Id&quot;: …`
      ESCAPED = /\A\s*\[?\s*\{\s*&(?:quot|#34|#x22);/i
      private_constant :MARK, :ESCAPED

      # @param value [Object] of JSON
      # @return [Object] with its Strings unescaped
      def self.unescape(value)
        case value
        when Hash then value.transform_values { |member| unescape(member) }
        when Array then value.map { |member| unescape(member) }
        when String then value.include?("&") ? CGI.unescapeHTML(value) : value
        else value
        end
      end

      # @return [Object, nil]
      def parsed
        return @parsed if defined?(@with_raw_timestamps)

        @with_raw_timestamps = escaped? ? unescaped.parsed : ResponseParsing.unescape(super)
        @parsed = LoginUrl.guard(Timestamps.parse(@with_raw_timestamps))
      end

      # @return [Object, nil] with the timestamps as Litmos wrote them, to be sent back
      def with_raw_timestamps
        parsed
        @with_raw_timestamps
      end

      private

      def parse
        marked? ? with_body(unmarked.lstrip).parsed : super
      end

      def marked?
        body.byteslice(0, MARK.bytesize) == MARK
      end

      def unmarked
        marked? ? body.delete_prefix(MARK) : body
      end

      def escaped?
        body.valid_encoding? && unmarked.match?(ESCAPED)
      end

      def unescaped
        with_body(CGI.unescapeHTML(unmarked))
      end

      def with_body(text)
        OmniAuth::Litmus::Response.new(status, headers, text)
      end
    end
  end
end
