# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # A login that began in the request phase and that a callback completes: its `state`, when it began (`at`, seconds
      # since the epoch), PKCE's code `verifier`, the `redirect_uri`, `origin` and `params` of that request, and whether
      # it is the `newest` of the session.
      #
      # @api private
      PendingLogin = Struct.new(:state, :at, :verifier, :redirect_uri, :origin, :params, :newest) do
        include Unserializable

        # Whether the Ruby gem began it, in a rolling deploy: then the session has no entry for it, but the state alone.
        #
        # @return [Boolean]
        def from_ruby_gem?
          at.zero?
        end
      end
    end
  end
end
