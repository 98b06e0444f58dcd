# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Keeps the secrets of an object out of logs, caches, jobs and dumps: `inspect` shows the class, and serializers
    # raise or show the same. Every class of this gem that holds a secret, or an object with one, includes it.
    module Unserializable
      # @return [String] the class; some classes add members that are no secrets
      def inspect
        "#<#{self.class}>"
      end

      # @return [String] the same as {#inspect}
      def to_s
        inspect
      end

      # Called by `pp`, which otherwise prints the members of Structs and Hashes.
      def pretty_print(printer)
        printer.text(inspect)
      end

      # Called by `pp` for an object that contains itself.
      def pretty_print_cycle(printer)
        printer.text(inspect)
      end

      # @raise [TypeError] always
      def marshal_dump
        raise TypeError, "#{self.class} holds secrets and cannot be dumped; store #{serializable_form} instead"
      end

      # Called by Psych.
      #
      # @raise [TypeError] always
      def encode_with(_coder)
        marshal_dump
      end

      # Called by ActiveSupport's `to_json`.
      #
      # @return [String] the same as {#inspect}
      def as_json(*)
        inspect
      end

      # @return [String] the same as {#inspect}, as a JSON string
      def to_json(*args)
        inspect.to_json(*args)
      end

      private

      def serializable_form
        "what it was built from"
      end
    end
  end
end
