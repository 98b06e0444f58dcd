# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # A strategy's options. A login reads them forty times, mostly by Symbol; this class looks a Symbol up without
      # building a String. Other keys, such as the 1 of `option :roles, { 1 => "admin" }`, are left to Hashie.
      class Options < OmniAuth::Strategy::Options
        include Unserializable

        # A deep copy: the same as Hashie's `dup`, without converting every value again, and with Strings of its own.
        #
        # @param value [Object]
        # @return [Object]
        def self.copy_of(value)
          case value
          when String then value.frozen? ? value : value.dup
          when Hashie::Mash then copy_within(value.regular_dup)
          when ::Hash then copy_within(value.dup)
          when ::Array then value.dup.map! { |member| copy_of(member) }
          else value
          end
        end

        def self.copy_within(hash)
          hash.transform_values! { |member| member && copy_of(member) }
        end
        private_class_method :copy_within

        # The same as Hashie's, for the keys that a login reads.
        #
        # @param key [Object]
        # @return [Object]
        def [](key, &block)
          case key
          when String then block ? super : regular_reader(key)
          when Symbol then block ? super : regular_reader(key.name)
          else super
          end
        end

        # The same as Hashie's, which first looks for a method of that name. OmniAuth has it not warn of one.
        #
        # @param key [Object]
        # @param value [Object]
        def []=(key, value)
          regular_writer(convert_key(key), convert_value(value))
        end

        # The same as Hashie's, which takes a name such as `form` apart first.
        def method_missing(name, *, &) # rubocop:disable Style/MissingRespondToMissing
          block_given? || name.end_with?("?", "!", "=", "_") ? super : self[name]
        end

        # @return [String] the names of the options; the secret is among their values
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
