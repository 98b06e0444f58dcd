# frozen_string_literal: true

require "json"
require "openssl"
require "omniauth/litmus"

module OmniAuth
  module Litmus
    module Stores
      # Encrypts what a store keeps, by ActiveSupport's MessageEncryptor (AES-256-GCM), under a key that is derived from
      # a secret. What it makes is readable by every version of Rails that this gem supports, whatever the app's
      # defaults are, and only in the place that it was made for: a token copied into another user's row is refused.
      #
      # Secrets are changed by putting the new one first. What was written under the others is still read, and written
      # again under the first by the next read.
      #
      # @example
      #   Encryption.new([ENV.fetch("TOKEN_SECRET"), ENV.fetch("OLD_TOKEN_SECRET")])
      class Encryption
        include Unserializable

        # Bytes that a secret has at least.
        SHORTEST_SECRET = 32
        # What MessageEncryptor makes with this cipher: the text, an initialization vector of 12 bytes and a tag of 16.
        SEALED = %r{\A[A-Za-z0-9+/]+={0,2}--[A-Za-z0-9+/]{16}--[A-Za-z0-9+/]{22}==\z}
        ROTATION = "encryption: [secret, *old_secrets]"
        private_constant :SHORTEST_SECRET, :SEALED, :ROTATION

        # Makes what the `encryption:` of a store stands for.
        #
        # @param given [Encryption, String, Array<String>, nil] secrets; nil: Rails' `secret_key_base`
        # @return [Encryption]
        def self.for(given)
          given.is_a?(self) ? given : new(given)
        end

        # @param secrets [String, Array<String>, nil] random, of at least 32 bytes, the current one first; nil: Rails'
        #   `secret_key_base`
        # @param accept_plain_text [Boolean] true: what was kept before without encryption is read, and encrypted by
        #   the next read. Whoever can write to the place can then put a token of his own there, so take it out again
        #   when all is encrypted
        def initialize(secrets = nil, accept_plain_text: false)
          @secrets = secrets
          @accept_plain_text = accept_plain_text
        end

        # @param value [String]
        # @param place [String, Array<String>] where it will be kept
        # @return [String]
        # @raise [ConfigurationError] without a secret, or without ActiveSupport
        def seal(value, place)
          encryptors.first.encrypt_and_sign(JSON.generate([place, value]))
        end

        # @param text [String]
        # @param place [String, Array<String>] where it is kept
        # @param former [Array<String, Array<String>>] for which places it may have been sealed before
        # @return [Array(String, Boolean)] the value, and whether it is to be sealed again
        # @raise [StoreError] when no secret fits, or the text was made for another place
        # @raise [ConfigurationError] without a secret, or without ActiveSupport
        def unseal(text, place, *former)
          encryptors.each_with_index do |encryptor, age|
            opened = decrypted(encryptor, text) or next
            made_for, value = JSON.parse(opened)
            return [value, age.positive?] if made_for == place
            return [value, true] if former.include?(made_for)

            refuse("was made for another place", "A row or key that was copied needs a new login, or its old place; " \
                                                 "a store of rows knows former names by its sealed_for")
          end
          return [text, true] if @accept_plain_text && !text.match?(SEALED)

          undecipherable(text)
        end

        # @return [String] without the secrets
        def inspect
          "#<#{self.class}>"
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

        # Secrets are random: a slow derivation would not make them harder to guess.
        def encryptor(secret)
          key = OpenSSL::KDF.hkdf(secret, salt: "", info: "omniauth-litmus-rs tokens 1", length: 32, hash: "SHA256")
          ::ActiveSupport::MessageEncryptor.new(key, cipher: "aes-256-gcm", serializer: PlainText)
        end

        def secrets
          secrets = Array(@secrets || rails_secret)
          return secrets if secrets.any? && secrets.all? { |it| it.is_a?(String) && it.bytesize >= SHORTEST_SECRET }

          message = "Tokens cannot be encrypted without a secret of #{SHORTEST_SECRET} bytes or more"
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
                                       hint: 'Add gem "activesupport", or say encryption: false')
        end

        def undecipherable(text)
          if text.match?(SEALED)
            refuse("was encrypted with another secret", "Give the store that one, too: #{ROTATION}")
          end
          refuse("is not encrypted", "Allow that with Encryption.new(secrets, accept_plain_text: true) until all is")
        end

        def refuse(what, hint)
          raise StoreError.new("What the store keeps #{what}", code: :not_decrypted, hint:)
        end

        def serializable_form
          "its secrets"
        end

        # The text is its own form, so that no default of Rails decides about it.
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
