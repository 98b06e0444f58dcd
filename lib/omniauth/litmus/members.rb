# frozen_string_literal: true

module OmniAuth
  module Litmus
    # A Hash whose members are read by String and by Symbol, whichever they were written with. In everything else it is
    # the Hash that it was made of:
    #
    #     members = Members.of({ "id" => 7, "team" => { "name" => "Mail" } })
    #     members["id"]                   # => 7
    #     members.dig(:team, :name)       # => "Mail"
    #     members == { "id" => 7, "team" => { "name" => "Mail" } }     # => true
    #
    # @api private
    class Members < ::Hash
      # @param value [Object] Hashes and Arrays are copied, at every depth; everything else is what it was
      # @return [Object]
      def self.of(value)
        if value.instance_of?(::Hash)
          value.each_with_object(new) { |(name, member), members| members[name] = of(member) }
        elsif value.instance_of?(::Array)
          value.map { |member| of(member) }
        else
          value
        end
      end

      # Asked for by Ruby where a key is not there.
      #
      # @param key [Object]
      # @return [Object, nil]
      def default(key = nil)
        case key
        when Symbol then fetch(key.name, nil)
        when String then fetch(key.to_sym, nil)
        end
      end
    end
  end
end
