# frozen_string_literal: true

require "json"
require "net/http"
require "uri"

module OmniAuth
  module Litmos
    class Sandbox
      # Tells the address of the switch `webhook` of each achievement, from a thread of its own: an answer that is late,
      # or none, holds up nothing.
      #
      # @api private
      class WebhookSender
        include OmniAuth::Litmus::Unserializable

        SECONDS = 5
        private_constant :SECONDS

        # @param settings [Settings]
        # @param directory [Directory]
        def initialize(settings, directory)
          @settings = settings
          @directory = directory
          @queue = Queue.new
        end

        # @param achievement [Hash]
        # @param course [Hash]
        # @return [void]
        def tell(achievement, course)
          return unless @settings.webhook

          body = JSON.generate("data" => event(achievement, course))
          @settings.webhook_repeats.times { @queue << body }
          @thread = Thread.new { loop { post(@queue.pop) } } unless @thread&.alive?
        end

        private

        # The members as Litmos names them; a time has no zone.
        def event(achievement, course)
          user = @directory.users.fetch(achievement["UserId"], {})
          { userId: achievement["UserId"], userName: user["UserName"], courseId: course["Id"],
            title: achievement["Title"], code: course["Code"],
            achievementDate: achievement["AchievementDate"].getutc.strftime("%FT%T.%L"), compliantTilldate: nil,
            result: achievement["Result"], type: achievement["Type"], firstName: user["FirstName"],
            lastName: user["LastName"], achievementId: achievement["AchievementId"],
            certificateId: achievement["CertificateId"] }
        end

        # The outcome is an event of `on_event`.
        def post(body)
          uri = URI(@settings.webhook)
          options = { use_ssl: uri.scheme == "https", open_timeout: SECONDS, read_timeout: SECONDS }
          response = Net::HTTP.start(uri.host, uri.port, nil, **options) do |http|
            http.post(uri.request_uri, body, "Content-Type" => "application/json")
          end
          report(status: response.code.to_i)
        rescue StandardError => e
          report(error: e.class.name)
        end

        # Without the path, which has a secret.
        def report(**outcome)
          @settings.on_event&.call({ method: "POST", path: "webhook", **outcome }.freeze)
        end
      end
    end
  end
end
