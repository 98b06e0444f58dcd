# frozen_string_literal: true

require "digest"
require "rack/utils"
require_relative "../litmos"
require_relative "inboxes/memory"
require_relative "webhook/confirmation"
require_relative "webhook/event"
require_relative "webhook/worker"

module OmniAuth
  module Litmos
    # A Rack app for Litmos's webhook "achievement earned".
    #
    #     webhook = OmniAuth::Litmos::Webhook.new(litmos, secret: ENV["LITMOS_WEBHOOK_SECRET"]) do |achievement|
    #       puts achievement.values_at("UserId", "Title").join(" has completed ")
    #     end
    #     map("/litmos") { run webhook } # the address for Litmos: https://app.example/litmos/SECRET
    #
    # Litmos does not sign what it sends. So the address has a secret, and nothing of a request is believed but the ids:
    # the block gets the achievement that the API has by that id. A request is noted in the inbox and answered at once.
    # Then a thread reads the achievements, many with one request, and calls the block once for each, also if Litmos
    # sends it again. What the block raises goes to `on_error`, and it is called again a minute later, or by the next
    # process if the inbox is one that lasts, such as {Inboxes::Directory}.
    class Webhook
      include OmniAuth::Litmus::Unserializable

      # Characters that need no escaping in an address.
      SECRET = /\A[\w.~-]{16,}\z/
      # Variables of the Rack environment that have the path, which loggers print.
      PATHS = %w[PATH_INFO REQUEST_PATH REQUEST_URI ORIGINAL_FULLPATH].freeze
      # Of an event. One has about 500.
      MAX_BYTES = 64 * 1024
      # Events that are confirmed together.
      BATCH = 500
      # Seconds after which an achievement is given up that the API does not have.
      PATIENCE = 3600
      private_constant :SECRET, :PATHS, :MAX_BYTES, :BATCH, :PATIENCE

      # @param client [Client]
      # @param secret [String, Array<String>] at least 16 letters, digits or `-_.~`; several while one replaces another
      # @param inbox [#put, #pending, #done, #exclusively] see {Inboxes::Memory}
      # @param on_error [#call] gets each error of the thread; the default is to log it
      # @yieldparam achievement [Hash] as from {Achievements#each}
      # @raise [ArgumentError] without a block
      def initialize(client, secret:, inbox: Inboxes::Memory.new, on_error: nil, &handler)
        raise ArgumentError, "give a block that takes an achievement" unless handler

        @secrets = Array(secret).map(&:to_s)
        @inbox = inbox
        @on_error = on_error || method(:log)
        @handler = handler
        @confirmation = Confirmation.new(client)
        @worker = Worker.new { drain }
      end

      # The Rack interface: 200; 400 for what is no event, 404 for a wrong secret, 405 for another method, 413 for a
      # large body, 503 if the inbox fails.
      #
      # @param env [Hash]
      # @return [Array(Integer, Hash, Array<String>)]
      # @raise [ConfigurationError] if the secret is missing or short
      def call(env)
        return empty(404) unless genuine?(given(env))
        return empty(405, "allow" => "POST") unless env["REQUEST_METHOD"] == "POST"

        receive(env["rack.input"]&.read(MAX_BYTES + 1).to_s)
      rescue OmniAuth::Litmus::StoreError => e
        report(e)
        empty(503)
      end

      # Starts the thread, for the events that the last process has left. The first request does the same.
      #
      # @return [self]
      def start
        @worker.wake
        self
      end

      # Deals with the events in the inbox now, in this thread. Errors go to `on_error`.
      #
      # @return [Boolean] whether nothing is left
      def drain
        @inbox.exclusively do
          loop do
            events = @inbox.pending(BATCH).map { |text| Event.parse(text) }
            left = unfinished(events)
            return left.empty? if events.length < BATCH || left.length == BATCH
          end
        end
      rescue StandardError => e
        report(e)
        false
      end

      private

      # Removes the secret from the environment: what logs the request afterwards does not have it.
      def given(env)
        secret = env["PATH_INFO"].to_s.delete_prefix("/")
        return "" if secret.empty? || !secret.ascii_only? # it is none

        PATHS.each { |name| env[name] = env[name].sub(secret, "[FILTERED]") if env[name].is_a?(String) }
        secret
      end

      # Takes the same time for every secret, however many of its characters are right.
      def genuine?(given)
        valid = @secrets.any? && @secrets.all? { |secret| secret.ascii_only? && SECRET.match?(secret) }
        raise invalid_secret unless valid

        digest = Digest::SHA256.digest(given)
        @secrets.map { |secret| Rack::Utils.secure_compare(Digest::SHA256.digest(secret), digest) }.any?
      end

      def receive(body)
        return empty(413) if body.bytesize > MAX_BYTES

        event = Event.received(body) or return empty(400)
        @inbox.put(event.id, event.to_s) && @worker.wake
        empty(200)
      end

      def unfinished(events)
        confirmed = @confirmation.call(events)
        events.reject { |event| finish(event, confirmed[event.id]) }
      end

      # @return [Boolean] whether nothing is left to do
      def finish(event, achievement)
        return given_up?(event) unless achievement

        @handler.call(achievement)
        @inbox.done(event.id)
        true
      rescue StandardError => e
        report(e)
        false
      end

      def given_up?(event)
        return false if Time.now - event.received_at < PATIENCE

        report(unconfirmed)
        @inbox.done(event.id)
        true
      end

      # What an `on_error` raises must not end the thread, nor keep the next event waiting.
      def report(error)
        @on_error.call(error)
      rescue StandardError => e
        log(error)
        log(e)
      end

      def log(error)
        OmniAuth.logger.error("(litmos) #{error.class}: #{error.message}")
      end

      def empty(status, headers = {})
        [status, { "content-type" => "text/plain", "cache-control" => "no-store", **headers }, []]
      end

      def invalid_secret
        hint = "Set secret: to SecureRandom.urlsafe_base64(32), and give Litmos the address with it"
        OmniAuth::Litmus::ConfigurationError.new("The webhook has no secret of 16 letters, digits or -_.~",
                                                 code: :invalid_webhook_secret, hint:)
      end

      def unconfirmed
        NotFound.new("The API does not have an achievement that the webhook was told of",
                     code: :no_such_achievement, hint: "Change the secret if Litmos did not send the event")
      end

      def serializable_form
        "its settings"
      end
    end
  end
end
