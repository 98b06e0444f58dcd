# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The address that signs a user in: the `LoginKey` of a user. Whoever opens it is signed in, so it shows itself only
    # to who asks for its text: `redirect_to url` works, and `logger.info(user)` writes `"LoginKey"=>[REDACTED]`.
    class LoginUrl < String
      REDACTED = "[REDACTED]"
      FIELD = "LoginKey"
      private_constant :REDACTED, :FIELD

      # @api private
      # @param value [Object] of JSON
      # @return [Object] with a {LoginUrl} for each `LoginKey`
      def self.guard(value)
        case value
        when Array then value.map { |member| guard(member) }
        when Hash
          members = value.transform_values { |member| guard(member) }
          key = members[FIELD]
          key.is_a?(String) && !key.empty? ? { **members, FIELD => new(key) } : members
        else value
        end
      end

      # @return [Boolean] whether a browser may be sent there
      def web?
        match?(%r{\Ahttps?://[^\s"<>]+\z}i)
      end

      # @return [String] without the address
      def inspect
        REDACTED
      end

      # @api private
      def pretty_print(printer)
        printer.text(inspect)
      end

      # @return [String] without the address
      def as_json(*)
        REDACTED
      end

      # @return [String] without the address
      def to_json(*)
        REDACTED.to_json
      end

      # Called by Psych.
      def encode_with(coder)
        coder.represent_scalar(nil, REDACTED)
      end

      # A copy that is stored has no address: it would be of no use.
      #
      # @return [String]
      def marshal_dump
        REDACTED
      end

      # @param text [String]
      def marshal_load(text)
        replace(text)
      end
    end
  end
end
