# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Registers users for a session: reads the roll call, requests the change for each user, and reads the roll call
    # again. After an error that affects all users, such as a rejected key, the rest is not tried.
    #
    # @api private
    class RegistrationChange
      include OmniAuth::Litmus::Unserializable

      # @param client [Client]
      # @param sessions [Sessions]
      # @param session [String] an id
      def initialize(client, sessions, session)
        @client = client
        @sessions = sessions
        @session = session
        @errors = {}
      end

      # @param ids [Array<String>] of users
      # @yieldparam id [String]
      # @return [Registration]
      def call(ids, &)
        before = registered
        missing = ids - before
        untried = missing.drop_while { |id| attempt(id, &) }.drop(1).to_h { |id| [id, true] }
        after = missing.empty? ? before : registered
        failed = (missing - after).to_h { |id| [id, untried.key?(id) ? :not_tried : reason(id)] }
        Registration.new(done: missing & after, already: ids & before, failed:, error: @errors.values.last)
      end

      private

      def registered
        @sessions.roll_call(@session).map { |user| user["Id"].to_s }.to_a
      end

      # @return [Boolean] whether to go on with the next
      def attempt(id)
        yield id
        true
      rescue OmniAuth::Litmus::ApiError => e
        @errors[id] = e
        ![401, 403].include?(e.status)
      rescue OmniAuth::Litmus::ConfigurationError
        raise
      rescue OmniAuth::Litmus::Error => e
        @errors[id] = e
        false
      end

      def reason(id)
        error = @errors[id] or return :not_updated

        error.status == 404 && @client.users.find(id).nil? ? :no_such_user : :request_failed
      rescue OmniAuth::Litmus::Error
        :request_failed
      end
    end
  end
end
