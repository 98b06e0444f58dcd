# frozen_string_literal: true

require_relative "api/current_user"
require_relative "api/email_guardian"
require_relative "api/email_store"
require_relative "api/instant_api"
require_relative "api/ping"
require_relative "api/previews"

module OmniAuth
  module Litmus
    class Sandbox
      # The resource servers: the signed-in user (v2), ping and Email Guardian (v3) and the Instant API (v1).
      #
      # @api private
      module Api
      end
    end
  end
end
