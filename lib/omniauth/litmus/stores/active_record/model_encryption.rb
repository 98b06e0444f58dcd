# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # For `encryption: false`: tokens are converted like any attribute of the model, and encrypted if the model says
        # `encrypts :access_token` (Rails 7). It has the methods of {Encryption}; Rails rotates its keys by itself.
        #
        # @api private
        class ModelEncryption
          include Unserializable

          # @param model [Class]
          def initialize(model)
            @model = model
          end

          # @param value [String]
          # @param context [Array<String>] as of {EncryptionContexts#of}
          # @return [String]
          def seal(value, context)
            type(context).serialize(value)
          end

          # @param text [String]
          # @param context [Array<String>] as of {EncryptionContexts#of}
          # @return [Array(String, Boolean)]
          # @raise [StoreError] if the model cannot read it
          def unseal(text, context, *)
            [type(context).deserialize(text), false]
          rescue StandardError => e
            raise StoreError.new("#{@model.name} could not read its own column (#{e.class})",
                                 code: :not_decrypted, hint: "Check how the model encrypts it, and with which keys")
          end

          private

          def type((_table, column))
            @model.type_for_attribute(column)
          end
        end
      end
    end
  end
end
