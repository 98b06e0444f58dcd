# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # An access token and the refresh token issued with it; as in Doorkeeper, both are revoked together. Only the
        # {Store} changes it, under its lock.
        class Token
          include Unserializable

          attr_reader :access_token, :refresh_token, :application_id, :user_id, :scope, :created_at, :lifetime
          # The token that this one replaces; revoked, and nil, once this one is used.
          attr_accessor :previous
          attr_writer :revoked

          # @param attributes [Hash] the members above; lifetime in seconds or nil
          def initialize(**attributes)
            attributes.each { |name, value| instance_variable_set("@#{name}", value) }
            @revoked = false
          end

          # @return [Boolean]
          def revoked?
            @revoked
          end

          # @param now [Time]
          # @return [Boolean]
          def expired?(now)
            !lifetime.nil? && now >= created_at + lifetime
          end

          # @return [Hash] what a refreshed token has in common with this one
          def owner
            { application_id:, user_id:, scope: }
          end

          # @return [Array] application and user
          def parties
            [application_id, user_id]
          end

          # @param token_type [String]
          # @return [Hash] the token endpoint's answer (RFC 6749 §5.1, and `created_at` as Doorkeeper adds it)
          def answer(token_type)
            { access_token:, token_type:, expires_in: lifetime, refresh_token:, scope:,
              created_at: created_at.to_i }.compact
          end

          # @return [String] without the tokens
          def inspect
            "#<#{self.class} application #{application_id}, user #{user_id}>"
          end
        end
      end
    end
  end
end
