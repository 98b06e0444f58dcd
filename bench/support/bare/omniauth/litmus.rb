# frozen_string_literal: true

require "omniauth"

module OmniAuth
  module Strategies
    # OmniAuth with nothing behind it: what a login costs before any provider is asked. The two phases lead where those
    # of a real strategy lead, and the auth hash has as many members.
    class Litmus
      include OmniAuth::Strategy

      PROVIDER = "https://litmus.example/oauth/authorize?state=none"
      private_constant :PROVIDER

      option :name, "litmus"
      args %i[client_id client_secret]

      uid { "1001" }
      info { { name: "Maya Okafor", first_name: "Maya", last_name: "Okafor" } }
      credentials { { "token" => "none", "expires_at" => 4_102_444_800, "expires" => true } }
      extra { {} }

      def request_phase
        redirect(PROVIDER)
      end
    end
  end
end
