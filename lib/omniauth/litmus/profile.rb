# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Reads who signed in out of what an API has answered, which may be anything.
    #
    # @api private
    module Profile
      # What JSON has beside objects. Some of it answers to `[]`, too: `"my id"["id"]` is `"id"`.
      MEMBERLESS = [nil, true, false, String, Numeric, ::Array].freeze
      # What is no id by itself, whatever an app would make of it; a Float stands for many numbers.
      NO_ID = [nil, true, false, Float, Enumerable].freeze
      # Something that one sees. Blanks of Unicode's, control characters and marks of direction are not seen.
      VISIBLE = /[[:graph:]&&[^\p{Cf}]]/
      private_constant :MEMBERLESS, :NO_ID, :VISIBLE

      module_function

      # @param document [Object] whatever answers to `[]` with a name
      # @param name [String]
      # @return [Object, nil] nil where the document is none that has members
      def member(document, name)
        document[name] unless MEMBERLESS.any? { |kind| kind === document } # rubocop:disable Style/CaseEquality
      end

      # @param value [Object] as the profile has it
      # @return [String, nil] nil for what is no id, such as `{}`, although it can be written as text
      def id(value)
        value.to_s unless NO_ID.any? { |kind| kind === value } # rubocop:disable Style/CaseEquality
      end

      # @param uid [Object] what a strategy, or a subclass, made its uid of
      # @return [Object] the same
      # @raise [ProtocolError] where it names nobody
      def own_id(uid)
        text = id(uid)&.encode(Encoding::UTF_8, invalid: :replace, undef: :replace)
        return uid if text&.match?(VISIBLE)

        hint = "Check what answers at the profile's address (LITMUS_API_HOST, profile_url), and what uid is made of"
        raise ProtocolError.new("The profile names no user", code: :invalid_profile, hint:)
      end
    end
  end
end
