# frozen_string_literal: true

module OmniAuth
  module Litmus
    # An attempt that did not settle a call: why it was made again, and after which pause.
    class Retry
      # Of the many calls that are made once.
      NONE = [].freeze

      # @param retries [Array<Array(Integer | Symbol, Float)>, nil] as the core tells them
      # @return [Array<Retry>] frozen
      def self.list(retries)
        retries ? retries.map { |reason, waited| new(reason, waited) }.freeze : NONE
      end

      # @return [Integer, Symbol] the status that it was answered with, or the code of the error that it ended with
      attr_reader :reason

      # @return [Float] seconds until the next attempt
      attr_reader :waited

      # @param reason [Integer, Symbol]
      # @param waited [Float]
      def initialize(reason, waited)
        @reason = reason
        @waited = waited
        freeze
      end
    end

    # What an answer says of the API's rate limit: Litmus sends `X-RateLimit-Limit`, `-Remaining` and `-Reset`.
    class RateLimit
      # @return [Integer, nil] requests allowed in a window
      attr_reader :limit

      # @return [Integer, nil] requests left in this window
      attr_reader :remaining

      # @return [Time, nil] when the window ends, by this machine's clock; at most a day from when it was said
      attr_reader :reset_at

      # @param limit [Integer, nil]
      # @param remaining [Integer, nil]
      # @param reset_at [Integer, nil] seconds since the epoch
      def initialize(limit, remaining, reset_at)
        @limit = limit
        @remaining = remaining
        @reset_at = reset_at && Time.at(reset_at)
        freeze
      end
    end

    # The answer to an API call.
    class Response
      # Header fields that are found in any case, as HTTP has it (RFC 9110 §5.1); stored in lower case.
      class Headers < Hash
        # @param fields [Hash{String => String}, String] or lines of `name: value`
        # @return [Headers]
        def self.from(fields)
          fields = fields.each_line(chomp: true).map { |line| line.split(": ", 2) } if fields.is_a?(String)
          fields.each_with_object(new) { |(name, value), headers| headers[name.to_s.downcase] = value.to_s }
        end

        # @param name [String, Symbol] `:content_type` is `content-type`
        # @return [String, nil]
        def [](name)
          super(stored(name))
        end

        # @param name [String, Symbol]
        # @return [String, Object] the value, or the default as for Hash#fetch
        # @raise [KeyError] without the field, a default and a block
        def fetch(name, ...)
          super(stored(name), ...)
        end

        # @param name [String, Symbol]
        # @return [Boolean]
        def key?(name)
          super(stored(name))
        end
        alias has_key? key?
        alias include? key?
        alias member? key?

        # @param names [Array<String, Symbol>]
        # @return [Array<String, nil>]
        def values_at(*names)
          names.map { |name| self[name] }
        end

        private

        def stored(name)
          (name.is_a?(::Symbol) ? name.name.tr("_", "-") : name.to_s).downcase
        end
      end

      # Adds a parser for {#parsed}.
      #
      # @example
      #   OmniAuth::Litmus::Response.register_parser(:csv, ["text/csv"]) { |body| CSV.parse(body) }
      #
      # @param name [Symbol, String] what `parse:` names it by
      # @param media_types [Array<String>, String] the answers that it is for
      # @yieldparam body [String]
      # @yieldreturn [Object]
      # @return [void]
      def self.register_parser(name, media_types, &parser)
        Parsers.register(name, media_types, parser)
      end

      # The most fields of a form that is read.
      MOST_FIELDS = 10_000
      MANY_FIELDS = "The body is a form of #{MOST_FIELDS} fields or more".freeze
      NO_FORM = "The body is not a form, though its media type says so"
      private_constant :MOST_FIELDS, :MANY_FIELDS, :NO_FORM

      # @return [Integer] the HTTP status
      attr_reader :status

      # @return [String] the body: UTF-8 where it is valid, binary elsewhere
      attr_reader :body

      # @return [RateLimit, nil] what the answer says of the API's rate limit; nil where it says nothing
      attr_reader :rate_limit

      # @return [Array<Retry>] the attempts before this answer
      attr_reader :retries

      # @return [Error, nil] what a status of 400 or above means, where it was not raised
      attr_accessor :error

      # @param status [Integer]
      # @param headers [Hash{String => String}, String] or lines of `name: value`
      # @param body [String]
      # @param told [Array] what else the core tells of it, each may be missing: the limits as for
      #   {RateLimit#initialize}, the retries as for {Retry.list}, and the {Error} that the status means
      # @param parse [Symbol, #call, nil] instead of what the media type says: `:json`, `:query`, `:text`, the name of a
      #   {.register_parser}, or a proc of the body
      def initialize(status, headers, body, *told, parse: nil)
        @status = status
        @fields = headers
        @body = body
        limits, retries, error = told
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

      # @return [String] the media type without parameters, empty if there is none
      def content_type
        field = @fields.is_a?(String) ? @fields[/^content-type: ([^;\n]*)/, 1] : headers["content-type"]&.slice(/[^;]*/)
        field.to_s.strip.downcase
      end

      # The body as its media type says: JSON as Hashes, Arrays and plain values, a form as a Hash, text as a String.
      #
      # Numbers are as Ruby's `JSON` has them, Integers with every digit. Other threads run while a long body is read.
      #
      # @return [Object, nil] nil for an empty body and for other media types
      # @raise [ProtocolError] where JSON or a form is announced and something else sent, and with the code
      #   `:response_too_complex` for more than a million values, 100 levels, or 4,300 digits in a number
      def parsed
        return @parsed if defined?(@parsed)

        parse.tap { |parsed| @parsed = parsed unless frozen? }
      end

      # @return [String] status and media type; a body may echo a token
      def inspect
        "#<#{self.class} status=#{status} content_type=#{content_type.inspect} body=[#{body.bytesize} bytes]>"
      end

      # A dump, of an error in a job queue for instance, holds the status: headers and body may hold more than is good.
      #
      # @return [Integer]
      def marshal_dump
        status
      end

      # @param status [Integer]
      def marshal_load(status)
        initialize(status, {}, "")
      end

      # Psych's hook.
      def encode_with(coder)
        coder["status"] = status
      end

      # ActiveSupport's hook.
      # @return [String] what {#inspect} shows
      def as_json(*)
        inspect
      end

      private

      def parse
        return if body.empty?

        own = Parsers.find(@parse, content_type)
        return Parsers.call(own, self) if own

        case @parse || kind
        when :json then Core.parse_json(body)
        when :query then form
        when :text then body
        end
      end

      # As Rack reads a query, and so Faraday: what is repeated is an Array of its values.
      def form
        raise unreadable_form(MANY_FIELDS, code: :response_too_complex) if body.count("&;") >= MOST_FIELDS

        require "rack/utils"
        begin
          Rack::Utils.parse_query(body)
        rescue StandardError # of as many classes as Rack has versions
          raise unreadable_form(NO_FORM, code: :response_not_form), cause: nil # which would quote the body
        end
      end

      def unreadable_form(message, code:)
        ProtocolError.new(message, code:, hint: "See what stands in between")
      end

      def kind
        case content_type
        when "application/json", "text/javascript", /\+json\z/ then :json
        when "application/x-www-form-urlencoded" then :query
        when "text/plain" then :text
        end
      end
    end
  end
end
