# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # The contexts that tokens are encrypted for: `["accounts", "access_token", "7"]` is table, column and row.
        # Other contexts are accepted if the app names them in `sealed_for`, because its table or columns had other
        # names, or because early versions of this gem encrypted tokens for `"access_token of 7"`, whatever the table.
        #
        # @api private
        class EncryptionContexts
          # The keys of a Hash of former names.
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
            unknown = @former.reject { |one| one == :row || (one.is_a?(Hash) && (one.keys - NAMES).empty?) }
            return if unknown.empty?

            raise ArgumentError, "sealed_for takes :row and Hashes of #{NAMES.join(", ")}, not #{unknown.first.inspect}"
          end

          # @param role [String] `access_token` or `refresh_token`
          # @param id [Array<String>] of the row
          # @return [Array<String>] the context of a token
          def of(role, id)
            context({}, role, id)
          end

          # @param role [String]
          # @param id [Array<String>]
          # @return [Array<Array<String>, String>] the other accepted contexts
          def former(role, id)
            @former.map { |one| one == :row ? "#{role} of #{id.join(",")}" : context(one, role, id) }
          end

          private

          def context(names, role, id)
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
