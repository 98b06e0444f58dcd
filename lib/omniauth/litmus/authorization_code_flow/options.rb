# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # A strategy's options, which are read forty times a login, mostly by Symbol: without a String made for each
      # reading. Other keys, such as the 1 of `option :roles, { 1 => "admin" }`, are Hashie's to convert or to keep.
      class Options < OmniAuth::Strategy::Options
        include Unserializable

        # The same, with Hashes and Arrays of their own at every depth: what Hashie's `dup` gives, without converting
        # anew what is converted already.
        #
        # @param value [Object]
        # @return [Object]
        def self.copy_of(value)
          case value
          when ::Hash
            copy = value.is_a?(Hashie::Mash) ? value.regular_dup : value.dup
            copy.transform_values! { |member| member.is_a?(Enumerable) ? copy_of(member) : member }
          when ::Array then value.dup.map! { |member| copy_of(member) }
          else value
          end
        end

        # @return [String] which options there are, and not what they say: the secret is one of them
        def inspect
          "#<#{self.class} #{keys.join(", ")}>"
        end

        protected

        def convert_key(key)
          key.is_a?(Symbol) ? key.name : super
        end
      end
    end
  end
end
