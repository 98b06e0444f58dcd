# frozen_string_literal: true

require_relative "oauth/application"
require_relative "oauth/authorization_endpoint"
require_relative "oauth/revocation_endpoint"
require_relative "oauth/store"
require_relative "oauth/token_endpoint"

module OmniAuth
  module Litmus
    class Sandbox
      # The authorization server: `/oauth/authorize`, `/oauth/token` and `/oauth/revoke`.
      #
      # @api private
      module OAuth
      end
    end
  end
end
