# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # Converts tokens to the values of the columns, and back.
        #
        # @api private
        class Columns
          include Unserializable

          ROLES = %w[access_token refresh_token].freeze
          private_constant :ROLES

          # @return [Array<String>] the columns of the access token and the refresh token
          attr_reader :tokens

          # @param model [Class]
          # @param columns [Hash{Symbol => String}] as {COLUMNS}
          # @param members [Hash] columns of other members
          # @param encryption [Object] as for {ActiveRecord#initialize}
          # @param sealed_for [Object] as for {ActiveRecord#initialize}
          def initialize(model, columns, members, encryption, sealed_for)
            @model = model
            @tokens = columns.values_at(:access_token, :refresh_token)
            @expires_at = columns[:expires_at]
            @members = members.to_h { |member, column| [member.to_s, column.to_s] }
            @encryption = encryption == false ? ModelEncryption.new(model) : Encryption.for(encryption)
            @contexts = EncryptionContexts.new(model, @tokens, sealed_for)
          end

          # @return [Array<String>] all columns but those of the lease
          def names
            [*tokens, @expires_at, *@members.values]
          end

          # @param values [Hash, nil] tokens, as of {TokenSource.pair}
          # @param id [Array<String>] of the row
          # @return [Hash{String => Object}] by column, as in the database
          # @raise [ConfigurationError]
          def seal(values, id)
            values ||= {}
            sealed = ROLES.map { |role| values[role] && @encryption.seal(values[role], @contexts.of(role, id)) }
            others = @members.map { |member, column| @model.type_for_attribute(column).serialize(values[member]) }
            names.zip([*sealed, timestamp.to_database(values["expires_at"]), *others]).to_h
          end

          # @param seen [Hash{String => Object}] by column, as in the database
          # @param id [Array<String>] of the row
          # @return [Array(Hash, Boolean), nil] tokens, and whether to seal them again
          # @raise [StoreError, ConfigurationError]
          def unseal(seen, id)
            texts = seen.values_at(*tokens)
            return if texts.first.nil?

            values = ROLES.zip(texts).map { |role, text| text && unsealed(text, role, id) }
            access_token, refresh_token = values.map { |value| value&.first }
            tokens = { "access_token" => access_token, "refresh_token" => refresh_token,
                       "expires_at" => timestamp.from_database(seen[@expires_at]) }
            [tokens.merge(others(seen)).compact, values.any? { |value| value&.last }]
          end

          private

          def others(seen)
            @members.transform_values { |column| @model.type_for_attribute(column).deserialize(seen[column]) }
          end

          def unsealed(text, role, id)
            @encryption.unseal(text, @contexts.of(role, id), *@contexts.former(role, id))
          end

          def timestamp
            @timestamp ||= Timestamp.new(@model, @expires_at)
          end
        end
      end
    end
  end
end
