# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmos
    class Webhook
      # What is kept of a request: which achievement, of whom, and when we were told.
      #
      # @api private
      class Event
        # @return [String] of the achievement
        attr_reader :id

        # @return [String]
        attr_reader :user_id

        # @return [Time]
        attr_reader :received_at

        class << self
          # @param body [String] such as `{"data": {"achievementId": "a1", "userId": "u1", …}}`
          # @return [Event, nil] nil for anything else
          def received(body)
            document = document(body)
            document = document.fetch("data", document) if document.is_a?(Hash)
            return unless document.is_a?(Hash)

            ids = document.values_at("achievementId", "userId")
            new(*ids.map(&:to_s), Time.now) if ids.all? { |id| id?(id) }
          end

          # @param text [String] of {#to_s}
          # @return [Event]
          def parse(text)
            id, user_id, received_at = JSON.parse(text)
            new(id, user_id, Time.at(received_at))
          end

          private

          def document(body)
            text = body.dup.force_encoding(Encoding::UTF_8)
            JSON.parse(text) if text.valid_encoding?
          rescue JSON::ParserError
            nil
          end

          # What cannot be looked up is not kept: it would hold up what comes after it.
          def id?(value)
            [String, Integer].include?(value.class) && value.to_s.match?(/\A[[:graph:]]{1,100}\z/)
          end
        end

        # @param id [String]
        # @param user_id [String]
        # @param received_at [Time]
        def initialize(id, user_id, received_at)
          @id = id
          @user_id = user_id
          @received_at = received_at
        end

        # @return [String]
        def to_s
          JSON.generate([id, user_id, received_at.to_i])
        end
      end
    end
  end
end
