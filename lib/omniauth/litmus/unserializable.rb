# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Keeps an object that holds secrets out of caches, jobs and dumps into which it would slip by itself.
    module Unserializable
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
    end
  end
end
