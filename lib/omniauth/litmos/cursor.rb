# frozen_string_literal: true

module OmniAuth
  module Litmos
    # A place in a {Report}: what has been read, and where the next page begins. As a String it can be stored, and a
    # report that gets it continues there, also in another process:
    #
    #     report.each_page { |rows, cursor| save(rows, cursor.to_s) }
    #     litmos.completions(since: "2026-01-01", cursor: "1b0c4f8e2d6a9135~2026-01-07T23:59:59Z~…~480~9f…")
    class Cursor
      # What has an end has a beginning, too.
      FORM = /\A(?<report>\h{16})~(?!~\d)(?<from>[\d:TZ-]*)~(?<to>[\d:TZ-]*)~(?<start>\d{1,12}|end)~
              (?<tail>(?:\h{16})*)\z/x
      private_constant :FORM

      # @return [String] the report that it belongs to
      attr_reader :report

      # @return [Time, nil] the start of the window that is being read; nil for a report without windows
      attr_reader :from

      # @return [Time, nil] the end of the report
      attr_reader :to

      # @return [Integer, nil] the position of the next page in the window; nil at the end
      attr_reader :start

      # @return [Array<String>] the fingerprints of the rows read last: the next page has some of them again
      attr_reader :tail

      class << self
        # @param text [String, Cursor]
        # @return [Cursor]
        # @raise [ConfigurationError]
        def parse(text)
          found = FORM.match(text.to_s) or raise invalid("The cursor is malformed")
          from, to = found.values_at(:from, :to).map { |time| Time.iso8601(time) unless time.empty? }
          start = Integer(found[:start], 10) unless found[:start] == "end"
          new(report: found[:report], from:, to:, start:, tail: found[:tail].scan(/\h{16}/))
        rescue ArgumentError # no such time
          raise invalid("The cursor is malformed")
        end

        # @param message [String]
        # @return [ConfigurationError]
        def invalid(message)
          hint = "Give the cursor that the same report has yielded, or none to begin anew"
          OmniAuth::Litmus::ConfigurationError.new(message, code: :invalid_cursor, hint:)
        end
      end

      # @api private
      def initialize(report:, from:, to:, start: 0, tail: [])
        @report = report
        @from = from
        @to = to
        @start = start
        @tail = tail.freeze
        freeze
      end

      # @return [Boolean] whether there is nothing left to read
      def done?
        start.nil?
      end

      # @api private
      # @return [Cursor]
      def with(**changes)
        self.class.new(report:, from:, to:, start:, tail:, **changes)
      end

      # @return [String] printable characters, about 1.7 KB at most
      def to_s
        [report, from&.iso8601, to&.iso8601, start || "end", tail.join].join("~")
      end
    end
  end
end
