# frozen_string_literal: true

require "date"
require "time"

module OmniAuth
  module Litmos
    # The parameters `since` and `to` of reports: a date such as `2026-01-31`, or a time.
    #
    # @api private
    module DateParameter
      DATE = /\A\d{4}-\d\d-\d\d\z/
      # A time without a zone would be another one on each machine.
      TIME = /\A\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)\z/
      private_constant :DATE, :TIME

      module_function

      # @param value [Date, Time, String] a Time stands for its date in UTC: east of Greenwich, the local date may be a
      #   day later and would leave out the first hours
      # @return [String]
      # @raise [ConfigurationError] for anything else
      def format(value)
        return Date.iso8601(value).iso8601 if value.is_a?(String) && DATE.match?(value)
        return value.to_time.getutc.strftime("%F") if time?(value)
        return value.to_date.iso8601 if value.respond_to?(:to_date) && !value.is_a?(String)

        raise invalid(:since)
      rescue Date::Error
        raise invalid(:since)
      end

      def time?(value)
        value.respond_to?(:getutc) || value.is_a?(DateTime)
      end

      # @param value [Date, Time, String] a date stands for its midnight in UTC
      # @param name [Symbol] of the parameter
      # @return [Time] in UTC, in whole seconds
      # @raise [ConfigurationError] for anything else
      def time(value, name)
        time = value.is_a?(String) ? parsed(value) : moment(value)
        time&.getutc&.floor || raise(invalid(name))
      rescue ArgumentError # no such month or day
        raise invalid(name)
      end

      def parsed(text)
        case text
        when DATE then moment(Date.iso8601(text))
        when TIME then Time.iso8601(text.sub(" ", "T")).tap { Date.iso8601(text[0, 10]) }
        end
      end

      # `to_time` of a Date is midnight in the zone of the machine.
      def moment(value)
        return Time.utc(value.year, value.month, value.day) if value.instance_of?(Date)

        value.to_time if value.respond_to?(:to_time)
      end

      def invalid(name)
        hint = "Give a Date, a Time, or a String such as 2026-01-31"
        OmniAuth::Litmus::ConfigurationError.new("The parameter #{name} is not a date", code: :invalid_date, hint:)
      end
    end
  end
end
