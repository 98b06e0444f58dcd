# frozen_string_literal: true

require "securerandom"
require_relative "token"

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # Codes and tokens, in memory. Each operation holds the lock, so that of several threads only one redeems a code
        # or rotates a refresh token.
        class Store
          include Unserializable

          # Seconds that a code is valid (Doorkeeper's default).
          CODE_LIFETIME = 600

          # What the user consented to, by code.
          Grant = Struct.new(:application_id, :user_id, :scope, :redirect_uri, :code_challenge, :created_at,
                             keyword_init: true) { include Unserializable }

          # @param settings [Settings]
          def initialize(settings)
            @settings = settings
            @lock = Mutex.new
            @grants = {}
            @by_access = {}
            @by_refresh = {}
            @live = Hash.new { |hash, key| hash[key] = {}.compare_by_identity }
          end

          # @param terms [Hash] the members of a {Grant}
          # @return [String] a code
          def add_grant(**terms)
            grant = Grant.new(**terms, created_at: @settings.now).freeze
            @lock.synchronize do
              delete_expired_grants
              SecureRandom.urlsafe_base64(32).tap { |code| @grants[code] = grant }
            end
          end

          # @param code [String]
          # @yieldparam grant [Grant] return whether to redeem it; if not, the code stays valid, as in Doorkeeper
          # @return [Token, nil]
          def redeem(code)
            @lock.synchronize do
              grant = @grants[code]
              next unless grant && !expired?(grant) && yield(grant)

              @grants.delete(code)
              add_token(grant.to_h.slice(:application_id, :user_id, :scope), refreshable: true)
            end
          end

          # @param refresh_token [String]
          # @yieldparam token [Token] return whether to refresh it
          # @return [Token, nil] the new one
          def refresh(refresh_token)
            @lock.synchronize do
              old = @by_refresh[refresh_token]
              next unless old && !old.revoked? && yield(old)

              revoke_token(old) unless @settings.revoke_on_first_use?
              add_token(old.owner, refreshable: true, previous: (old if @settings.revoke_on_first_use?))
            end
          end

          # @return [Token] without a user and without a refresh token (RFC 6749 §4.4.3)
          def add_application_token(application_id, scope)
            @lock.synchronize { add_token({ application_id:, user_id: nil, scope: }) }
          end

          # Finds the token of an API request, which counts as its first use.
          #
          # @param access_token [String, nil]
          # @return [Token, nil] revoked and expired ones, too
          def use(access_token)
            @lock.synchronize do
              token = @by_access[access_token]
              if token&.previous
                revoke_token(token.previous)
                token.previous = nil
              end
              token
            end
          end

          # @param text [String, nil] an access or a refresh token
          # @return [Token, nil]
          def find(text)
            @lock.synchronize { @by_access[text] || @by_refresh[text] }
          end

          # @param token [Token]
          # @return [void]
          def revoke(token)
            @lock.synchronize { revoke_token(token) }
          end

          # The user is not asked again as long as the application has a token that is not revoked.
          #
          # @return [Boolean]
          def consented?(application_id, user_id)
            @lock.synchronize { @live.key?([application_id, user_id]) }
          end

          private

          def add_token(owner, refreshable: false, previous: nil)
            token = Token.new(**owner, created_at: @settings.now, lifetime: @settings.expires_in, previous:,
                                       access_token: SecureRandom.urlsafe_base64(32),
                                       refresh_token: (SecureRandom.urlsafe_base64(32) if refreshable))
            @by_access[token.access_token] = token
            @by_refresh[token.refresh_token] = token if refreshable
            @live[token.parties][token] = true
            token
          end

          def revoke_token(token)
            token.revoked = true
            live = @live[token.parties]
            live.delete(token)
            @live.delete(token.parties) if live.empty?
          end

          # The Hash is in the order of age.
          def delete_expired_grants
            @grants.shift while @grants.any? && expired?(@grants.first.last)
          end

          def expired?(grant)
            @settings.now - grant.created_at >= CODE_LIFETIME
          end
        end
      end
    end
  end
end
