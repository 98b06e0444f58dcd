# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      # The base of all endpoints. Their public methods take a {Toolkit::Request} and return a Rack response.
      #
      # @api private
      class Endpoint
        include Unserializable
        include Toolkit::Reply

        # @param settings [Settings]
        # @param store [OAuth::Store]
        # @param sessions [Sessions]
        def initialize(settings:, store:, sessions:)
          @settings = settings
          @store = store
          @sessions = sessions
        end

        private

        attr_reader :settings, :store, :sessions

        def user_of(session)
          session && settings.users[session.user_id]
        end
      end
    end
  end
end
