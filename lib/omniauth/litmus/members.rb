# frozen_string_literal: true

module OmniAuth
  module Litmus
    # A Hash that is read by String and by Symbol, whichever its keys are. Otherwise it equals the Hash that it copies:
    #
    #     members = Members.of({ "id" => 7, "team" => { "name" => "Mail" } })
    #     members["id"]                   # => 7
    #     members.dig(:team, :name)       # => "Mail"
    #     members == { "id" => 7, "team" => { "name" => "Mail" } }     # => true
    #
    # Apps dump it, with `raw_info` in a session or a cache, so that the name of this class cannot change.
    #
    # @api private
    class Members < ::Hash
      # @param value [Object] Hashes and Arrays are copied at every depth
      # @return [Object]
      def self.of(value)
        if value.instance_of?(::Hash)
          members = new
          value.each_pair { |name, member| members[name] = of(member) }
          members
        elsif value.instance_of?(::Array)
          value.map { |member| of(member) }
        else
          value
        end
      end

      # Called by Ruby for a missing key.
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
