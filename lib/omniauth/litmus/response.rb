# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The response to an API call.
    class Response
      # Adds a parser for {#parsed}.
      #
      # @example
      #   OmniAuth::Litmus::Response.register_parser(:csv, ["text/csv"]) { |body| CSV.parse(body) }
      #
      # @param name [Symbol, String] the name for `parse:`
      # @param media_types [Array<String>, String] the responses that it parses
      # @yieldparam body [String]
      # @yieldreturn [Object]
      # @return [void]
      def self.register_parser(name, media_types, &parser)
        Parsers.register(name, media_types, parser)
      end

      # @api private
      # @param response [Response] or another one with `status`
      # @return [Response]
      # @raise [ProtocolError] for a redirect that was not followed: nothing was read or changed
      def self.final(response)
        # 304 is the answer to a condition, and goes nowhere (RFC 9110 §15.4.5).
        return response if response.status == 304 || !response.status.between?(300, 399)

        hint = "Call the final address; only a GET is repeated at another one, and not more than max_redirects times"
        raise ProtocolError.new("The API redirects to another address (HTTP #{response.status})",
                                code: :redirect_refused, hint:, response:)
      end

      # A form with as many fields is not parsed.
      MAX_FIELDS = 10_000
      private_constant :MAX_FIELDS

      # @return [Integer] the HTTP status
      attr_reader :status

      # @return [String] the body: UTF-8 if it is valid UTF-8, otherwise binary
      attr_reader :body

      # @return [RateLimit, nil] the API's rate limit; nil if the response does not state one
      attr_reader :rate_limit

      # @return [Array<Retry>] the attempts before this response
      attr_reader :retries

      # @return [Error, nil] for a status of 400 or above, the error that `raise_errors: false` did not raise
      attr_accessor :error

      # @param status [Integer]
      # @param headers [Hash{String => String}, String] or lines of `name: value`
      # @param body [String]
      # @param rest [Array] from the core, each optional: the limits as for {RateLimit#initialize}, the retries as for
      #   {Retry.list}, and the {Error} for a status of 400 or above
      # @param parse [Symbol, #call, nil] overrides the media type: `:json`, `:query`, `:text`, the name of a
      #   {.register_parser}, or a proc that takes the body
      def initialize(status, headers, body, *rest, parse: nil)
        @status = status
        @fields = headers
        @body = body
        limits, retries, error = rest
        @rate_limit = RateLimit.new(*limits) if limits
        @retries = Retry.list(retries)
        @error = error&.with_response(self)
        @parse = parse.is_a?(String) ? parse.to_sym : parse
        @parse = nil if @parse == :automatic
      end

      # @return [Headers] the header fields
      def headers
        @headers || Headers.from(@fields).tap { |headers| @headers = headers unless frozen? }
      end

      # @return [String] the media type without parameters, such as `"application/json"`; empty if there is none
      def content_type
        unread = @fields if @headers.nil? && @fields.is_a?(String)
        field = unread ? unread[/^content-type: ([^;\n]*)/, 1] : headers["content-type"]&.slice(/[^;]*/)
        field.to_s.strip.downcase
      end

      # The body, parsed by its media type: JSON to Hashes, Arrays and plain values, a form to a Hash, text to a String.
      #
      # Numbers are those of Ruby's `JSON`; Integers keep every digit. Other threads run while a long body is parsed.
      #
      # @return [Object, nil] nil for an empty body and for other media types
      # @raise [ProtocolError] for a body that is not what its media type says; with the code `:response_too_complex`
      #   for more than a million values, 100 levels, or 4,300 digits in a number
      def parsed
        return @parsed if defined?(@parsed)

        parse.tap { |parsed| @parsed = parsed unless frozen? }
      end

      # @return [String] without the body, which may echo a token
      def inspect
        "#<#{self.class} status=#{status} content_type=#{content_type.inspect} body=[#{body.bytesize} bytes]>"
      end

      # Only the status is dumped, such as with an error in a job queue: headers and body may hold secrets.
      #
      # @return [Integer]
      def marshal_dump
        status
      end

      # @param status [Integer]
      def marshal_load(status)
        initialize(status, {}, "")
      end

      # Called by Psych.
      def encode_with(coder)
        coder["status"] = status
      end

      # Called by ActiveSupport's `to_json`.
      # @return [String] the same as {#inspect}
      def as_json(*)
        inspect
      end

      private

      def parse
        return if body.empty?

        media_type = content_type
        registered = Parsers.find(@parse, media_type)
        return Parsers.call(registered, self) if registered

        case @parse || kind(media_type)
        when :json then Core.parse_json(body)
        when :query then form
        when :text then body
        end
      end

      # Parsed like a query by Rack and Faraday: `a=1&a=2` is `{"a" => ["1", "2"]}`.
      def form
        too_many = body.count("&;") >= MAX_FIELDS
        raise unreadable_form("has #{MAX_FIELDS} or more fields", code: :response_too_complex) if too_many

        require "rack/utils"
        begin
          Rack::Utils.parse_query(body)
        rescue StandardError # Rack raises different classes in different versions; the cause would quote the body.
          raise unreadable_form("is not a form", code: :response_not_form), cause: nil
        end
      end

      def unreadable_form(what, code:)
        hint = "Check whether a proxy between this app and the API answers in its place"
        ProtocolError.new("The form in the response #{what}", code:, hint:)
      end

      def kind(media_type)
        case media_type
        when "application/json", "text/javascript", /\+json\z/ then :json
        when "application/x-www-form-urlencoded" then :query
        when "text/plain" then :text
        end
      end
    end
  end
end
