# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      # What all endpoints have in common.
      class Endpoint
        include Unserializable

        # @param settings [Settings]
        # @param store [Store]
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
