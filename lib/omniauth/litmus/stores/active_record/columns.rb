# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # What stands in which column for a pair, and back.
        #
        # @api private
        class Columns
          include Unserializable

          ROLES = %w[access_token refresh_token].freeze
          private_constant :ROLES

          # @return [Array<String>] those of the two tokens
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
            @encryption = encryption == false ? OfTheModel.new(model) : Encryption.for(encryption)
            @places = Places.new(model, @tokens, sealed_for)
          end

          # @return [Array<String>] all of them
          def names
            [*tokens, @expires_at, *@members.values]
          end

          # @param pair [Hash, nil]
          # @param id [Array<String>] of the row that it is for
          # @return [Hash{String => Object}] values as they are to stand in the database
          # @raise [ConfigurationError]
          def seal(pair, id)
            pair ||= {}
            sealed = ROLES.map { |role| pair[role] && @encryption.seal(pair[role], @places.of(role, id)) }
            others = @members.map { |member, column| @model.type_for_attribute(column).serialize(pair[member]) }
            names.zip([*sealed, moment.to_database(pair["expires_at"]), *others]).to_h
          end

          # @param seen [Hash{String => Object}] values as they stand in the database
          # @param id [Array<String>] of the row that it is of
          # @return [Array(Hash, Boolean), nil] the pair, and whether it is to be sealed again
          # @raise [StoreError, ConfigurationError]
          def unseal(seen, id)
            texts = seen.values_at(*tokens)
            return if texts.first.nil?

            values = ROLES.zip(texts).map { |role, text| text && unsealed(text, role, id) }
            access_token, refresh_token = values.map { |value| value&.first }
            pair = { "access_token" => access_token, "refresh_token" => refresh_token,
                     "expires_at" => moment.from_database(seen[@expires_at]) }
            [pair.merge(others(seen)).compact, values.any? { |value| value&.last }]
          end

          private

          def others(seen)
            @members.transform_values { |column| @model.type_for_attribute(column).deserialize(seen[column]) }
          end

          def unsealed(text, role, id)
            @encryption.unseal(text, @places.of(role, id), *@places.former(role, id))
          end

          def moment
            @moment ||= Moment.new(@model, @expires_at)
          end

          # The model's own way with its attributes, such as `encrypts :access_token` of Rails 7. It rewrites what it
          # has under old keys by its own means.
          class OfTheModel
            include Unserializable

            # @param model [Class]
            def initialize(model)
              @model = model
            end

            # @return [String]
            def seal(value, place)
              type(place).serialize(value)
            end

            # @return [Array(String, Boolean)]
            # @raise [StoreError] when the model cannot read it
            def unseal(text, place, *)
              [type(place).deserialize(text), false]
            rescue StandardError => e
              raise StoreError.new("#{@model.name} could not read its own column (#{e.class})",
                                   code: :not_decrypted, hint: "See how the model encrypts it, and with which keys")
            end

            private

            def type((_table, column))
              @model.type_for_attribute(column)
            end
          end
          private_constant :OfTheModel
        end
      end
    end
  end
end
