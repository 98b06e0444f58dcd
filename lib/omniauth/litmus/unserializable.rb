# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Keeps what an object holds to itself: shown is its class, and what that says may be told; and it stays out of
    # caches, jobs and dumps into which it would slip by itself. Every class of this gem that may come to hold a secret,
    # or something that does, includes it.
    module Unserializable
      # @return [String] the class; classes add what may be told
      def inspect
        "#<#{self.class}>"
      end

      # @return [String] what {#inspect} shows
      def to_s
        inspect
      end

      # The hook of `pp`, which looks into Structs and Hashes by itself.
      def pretty_print(printer)
        printer.text(inspect)
      end

      # The same, where an object contains itself.
      def pretty_print_cycle(printer)
        printer.text(inspect)
      end

      # @raise [TypeError] always
      def marshal_dump
        raise TypeError, "#{self.class} holds secrets and is not dumped; keep #{serializable_form} instead"
      end

      # Psych's hook.
      # @raise [TypeError] always
      def encode_with(_coder)
        marshal_dump
      end

      # ActiveSupport's hook.
      # @return [String] what `inspect` shows
      def as_json(*)
        inspect
      end

      # @return [String] what `inspect` shows, as a JSON string
      def to_json(*args)
        inspect.to_json(*args)
      end

      private

      def serializable_form
        "what it was made of"
      end
    end
  end
end
