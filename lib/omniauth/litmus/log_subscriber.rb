# frozen_string_literal: true

require "active_support/log_subscriber"

module OmniAuth
  module Litmus
    # Writes the gem's events to the app's log, a line each:
    #
    #     Litmus refresh (131.4ms) host=litmus.com status=200 attempts=1
    #
    # What is not named here is not written, whatever a payload may hold one day.
    class LogSubscriber < ::ActiveSupport::LogSubscriber
      # In the order in which they are written.
      KEYS = %i[method host path status attempts key code limit remaining retry_at].freeze
      private_constant :KEYS

      # @param event [ActiveSupport::Notifications::Event]
      # @return [void]
      def exchange(event)
        write(event, :info)
      end

      # @param event [ActiveSupport::Notifications::Event]
      # @return [void]
      def refresh(event)
        write(event, :info)
      end

      # @param event [ActiveSupport::Notifications::Event]
      # @return [void]
      def request(event)
        write(event, :debug)
      end

      # @param event [ActiveSupport::Notifications::Event]
      # @return [void]
      def retry(event)
        write(event, :info)
      end

      # @param event [ActiveSupport::Notifications::Event]
      # @return [void]
      def rate_limit(event)
        write(event, :warn)
      end

      # @param event [ActiveSupport::Notifications::Event]
      # @return [void]
      def reauthorization(event)
        write(event, :warn)
      end

      private

      # An event that ended in an error is a warning.
      def write(event, level)
        level = :warn if event.payload[:code]
        public_send(level) { line(event) }
      end

      def line(event)
        name = event.name.delete_suffix(".litmus").tr("_", " ")
        fields = event.payload.slice(*KEYS).compact.sort_by { |key, _| KEYS.index(key) }
        words = fields.map { |key, value| "#{key}=#{value.to_s.gsub(/[^[:graph:]]/, "?")}" }
        "  Litmus #{name} (#{event.duration.round(1)}ms) #{words.join(" ")}".rstrip
      end
    end
  end
end
