# frozen_string_literal: true

require "json"
require "openssl"
require "omniauth/litmus"
require_relative "../stores"

module OmniAuth
  module Litmus
    module Stores
      # Encrypts tokens with ActiveSupport's MessageEncryptor (AES-256-GCM) and a key that is derived from a secret.
      # Every supported version of Rails reads them, whatever the app's defaults.
      #
      # *Context.* A token is encrypted for one place, such as `["accounts", "access_token", "7"]` (table, column, row),
      # and refused in another: somebody with access to the database cannot copy a token into another user's row.
      #
      # *Rotation.* Put the new secret first. Tokens under the old ones can still be read; the next read encrypts them
      # again under the first.
      #
      # @example
      #   Encryption.new([ENV.fetch("TOKEN_SECRET"), ENV.fetch("OLD_TOKEN_SECRET")])
      class Encryption
        include Unserializable

        # Bytes.
        MIN_SECRET = 32
        # MessageEncryptor's format with this cipher: the text, an initialization vector of 12 bytes and a tag of 16.
        SEALED = %r{\A[A-Za-z0-9+/]+={0,2}--[A-Za-z0-9+/]{16}--[A-Za-z0-9+/]{22}==\z}
        ROTATION = "encryption: [secret, *old_secrets]"
        private_constant :MIN_SECRET, :SEALED, :ROTATION

        # The encryption for the option `encryption:` of a store.
        #
        # @param given [Encryption, String, Array<String>, nil] secrets; nil: Rails' `secret_key_base`
        # @return [Encryption]
        def self.for(given)
          given.is_a?(self) ? given : new(given)
        end

        # @param secrets [String, Array<String>, nil] random, of at least 32 bytes, the current one first; nil: Rails'
        #   `secret_key_base`
        # @param accept_plain_text [Boolean] true: tokens that were stored in plain text can be read, and are encrypted
        #   by the next read. Until you remove it again, anybody who can write to the database can plant a token
        def initialize(secrets = nil, accept_plain_text: false)
          @secrets = secrets
          @accept_plain_text = accept_plain_text
        end

        # @param value [String]
        # @param context [String, Array<String>] where it will be stored
        # @return [String]
        # @raise [ConfigurationError] without a secret, or without ActiveSupport
        def seal(value, context)
          encryptors.first.encrypt_and_sign(JSON.generate([context, value]))
        end

        # @param text [String]
        # @param context [String, Array<String>] where it is stored
        # @param former [Array<String, Array<String>>] other contexts to accept
        # @return [Array(String, Boolean)] the value, and whether to seal it again
        # @raise [StoreError] if no secret decrypts the text, or it was sealed for another context
        # @raise [ConfigurationError] without a secret, or without ActiveSupport
        def unseal(text, context, *former)
          encryptors.each_with_index do |encryptor, age|
            opened = decrypted(encryptor, text) or next
            sealed_for, value = JSON.parse(opened)
            return [value, age.positive?] if sealed_for == context
            return [value, true] if former.include?(sealed_for)

            refuse("were encrypted for another row or key", "Copied tokens need a new login. After a table or column " \
                                                            "was renamed, give the store sealed_for")
          end
          return [text, true] if @accept_plain_text && !text.match?(SEALED)

          undecipherable(text)
        end

        private

        def decrypted(encryptor, text)
          encryptor.decrypt_and_verify(text)
        rescue ::ActiveSupport::MessageEncryptor::InvalidMessage
          nil
        end

        def encryptors
          @encryptors ||= begin
            require_active_support
            secrets.map { |secret| encryptor(secret) }
          end
        end

        # Secrets are random, so a slow derivation, as for passwords, would not help.
        def encryptor(secret)
          key = OpenSSL::KDF.hkdf(secret, salt: "", info: "omniauth-litmus-rs tokens 1", length: 32, hash: "SHA256")
          ::ActiveSupport::MessageEncryptor.new(key, cipher: "aes-256-gcm", serializer: PlainText)
        end

        def secrets
          secrets = Array(@secrets || rails_secret)
          return secrets if secrets.any? && secrets.all? { |it| it.is_a?(String) && it.bytesize >= MIN_SECRET }

          message = "Encrypting tokens needs a secret of at least #{MIN_SECRET} bytes"
          raise ConfigurationError.new(message, code: :encryption_secret, hint: "Give the store #{ROTATION}")
        end

        def rails_secret
          ::Rails.application&.secret_key_base if defined?(::Rails) && ::Rails.respond_to?(:application)
        end

        def require_active_support
          require "active_support"
          require "active_support/message_encryptor"
        rescue LoadError => e
          raise unless e.path.to_s.start_with?("active_support")

          raise ConfigurationError.new("Tokens are encrypted by ActiveSupport, which is not installed",
                                       code: :no_active_support,
                                       hint: 'Add gem "activesupport", or give the store encryption: false')
        end

        def undecipherable(text)
          if text.match?(SEALED)
            refuse("were encrypted with another secret", "Give the store that one, too: #{ROTATION}")
          end
          refuse("are not encrypted", "Until all are, give the store Encryption.new(secrets, accept_plain_text: true)")
        end

        def refuse(what, hint)
          raise StoreError.new("The stored tokens #{what}", code: :not_decrypted, hint:)
        end

        def serializable_form
          "its secrets"
        end

        # MessageEncryptor's serializer: strings as they are, whatever the default of the app's Rails.
        #
        # @api private
        module PlainText
          module_function

          def dump(text) = text
          def load(text) = text
        end
        private_constant :PlainText
      end
    end
  end
end
