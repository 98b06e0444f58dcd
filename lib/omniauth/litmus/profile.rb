# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Reads who signed in from the profile. An API may answer anything, so every value is checked.
    #
    # @api private
    module Profile
      # JSON values without members. Some of them respond to `[]` nevertheless: `"my id"["id"]` is `"id"`.
      MEMBERLESS = [nil, true, false, String, Numeric, ::Array].freeze
      # Values that identify nobody. A Float is among them, because large ids round to the same one.
      NO_ID = [nil, true, false, Float, Enumerable].freeze
      # A visible character: not a Unicode blank, a control character or a direction mark.
      VISIBLE = /[[:graph:]&&[^\p{Cf}]]/
      VISIBLE_ASCII = /[[:graph:]]/
      private_constant :MEMBERLESS, :NO_ID, :VISIBLE, :VISIBLE_ASCII

      module_function

      # @param document [Object] anything that responds to `[]` with a name
      # @param name [String]
      # @return [Object, nil] nil if the document has no members
      def member(document, name)
        return document[name] if document.is_a?(::Hash) # the usual one, at once

        document[name] unless MEMBERLESS.any? { |kind| kind === document } # rubocop:disable Style/CaseEquality
      end

      # @param value [Object] from the profile
      # @return [String, nil] nil for a value that is no id, such as `{}`
      def id(value)
        return value.to_s if value.is_a?(String)

        value.to_s unless NO_ID.any? { |kind| kind === value } # rubocop:disable Style/CaseEquality
      end

      # @param uid [Object] from a strategy or a subclass
      # @return [Object] the same
      # @raise [ProtocolError] for a blank one: all users without an id would share one account
      def uid!(uid)
        text = id(uid)
        return uid if text && (text.ascii_only? ? text.match?(VISIBLE_ASCII) : visible?(text))

        hint = "Check what answers at the profile's address (LITMUS_API_HOST, profile_url), and where uid is read from"
        raise ProtocolError.new("The profile has no user id", code: :invalid_profile, hint:)
      end

      def visible?(text)
        text.encode(Encoding::UTF_8, invalid: :replace, undef: :replace).match?(VISIBLE)
      end
    end
  end
end
