# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Which pairs will do, as far as can be known without asking the API.
      #
      # @api private
      class Validity
        include Unserializable

        # @param leeway [Numeric] seconds before its expiry from which a pair is to be renewed
        # @param grant [RefreshGrant, ClientCredentialsGrant]
        def initialize(leeway, grant)
          @leeway = leeway
          @grant = grant
        end

        # @param pair [Hash]
        # @return [Boolean] whether it need not be renewed; one that cannot be renewed is used to its end
        def fresh?(pair)
          !expired?(pair, @grant.possible?(pair) ? Plain.number!("leeway", @leeway) : 0)
        end

        # @param worn [Hash, nil] the pair that is to be renewed
        # @param rejected [Boolean] whether it was seen to be invalid
        # @return [Proc] whether a pair that is found in the store will do instead of a new one
        def of_successors(worn, rejected)
          lambda do |pair|
            same = worn && worn["access_token"] == pair["access_token"]
            same ? !rejected && fresh?(pair) : !expired?(pair, 0)
          end
        end

        private

        def expired?(pair, leeway)
          !pair["expires_at"].nil? && pair["expires_at"] - leeway <= Time.now.to_i
        end
      end
    end
  end
end
