# frozen_string_literal: true

require_relative "../endpoint"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/results` and `/achievements`
        class Results < Endpoint
          DATE = /\A\d{4}-\d\d-\d\d\z/
          ISO = /\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
          private_constant :DATE, :ISO

          # @see Endpoint
          def routes
            { "results/modules/:id" => { "PUT" => method(:complete) },
              "results/details" => { "GET" => method(:index) },
              "achievements" => { "GET" => method(:achievements) } }
          end

          private

          # Like Litmos, it answers with a page that gives no reason if it cannot parse the timestamp. In XML, that is
          # another one.
          def complete(request)
            result = request.document
            form = request.get_header(Format::WAS_XML) ? ISO : %r{\A/Date\(}
            return Reply.page(500, "Request Error") unless form.match?(result["UpdatedAt"].to_s)

            @catalogue.complete(segments(request).last, result) ? @reply.changed(200) : @reply.empty(404)
          end

          def index(request)
            since = since(request) or return @reply.empty(400)
            page(request, results_since(since)) { |user_id, enrolment| result(user_id, enrolment) }
          end

          # Newest first.
          def achievements(request)
            since = since(request)
            user_id = request.query["userid"]
            rows = @catalogue.achievements.reverse.select do |row|
              (user_id.nil? || row["UserId"] == user_id) && (since.nil? || row["AchievementDate"] >= since)
            end
            page(request, rows)
          end

          # @return [Time, nil] nil if it is missing, or not a date such as `2026-01-31`
          def since(request)
            text = request.query["since"].to_s
            Time.utc(*text.split("-")) if DATE.match?(text)
          rescue ArgumentError # no such month or day
            nil
          end
        end
      end
    end
  end
end
