# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # For which place a token is sealed: table, column and row. What was sealed for another one is refused, but for
        # those that the app names, because its table or columns had other names, or because an earlier version of this
        # gem bound a token to nothing but the row's id.
        #
        # @api private
        class Places
          # What an app may say of earlier names.
          NAMES = %i[table access_token refresh_token].freeze
          private_constant :NAMES

          # @param model [Class]
          # @param tokens [Array<String>] the columns of the two tokens
          # @param sealed_for [Array, Hash, Symbol] as for {ActiveRecord#initialize}
          # @raise [ArgumentError]
          def initialize(model, tokens, sealed_for)
            @model = model
            @tokens = tokens
            @former = [sealed_for].flatten
            odd = @former.reject { |one| one == :row || (one.is_a?(Hash) && (one.keys - NAMES).empty?) }
            return if odd.empty?

            raise ArgumentError, "sealed_for has :row and Hashes of #{NAMES.join(", ")}, not #{odd.first.inspect}"
          end

          # @param role [String] `access_token` or `refresh_token`
          # @param id [Array<String>] of the row
          # @return [Array<String>] where the token is
          def of(role, id)
            place({}, role, id)
          end

          # @param role [String]
          # @param id [Array<String>]
          # @return [Array<Array<String>, String>] for which places it may have been sealed before
          def former(role, id)
            @former.map { |one| one == :row ? "#{role} of #{id.join(",")}" : place(one, role, id) }
          end

          private

          def place(names, role, id)
            [names.fetch(:table) { @model.table_name }, names.fetch(role.to_sym) { column(role) }, *id].map(&:to_s)
          end

          def column(role)
            role == "access_token" ? @tokens.first : @tokens.last
          end
        end
      end
    end
  end
end
