# frozen_string_literal: true

require "time"

module OmniAuth
  module Litmos
    # Converts between Time and the two formats of timestamps in Litmos's JSON: `/Date(1763121600000+1300)/` for
    # results, in milliseconds since the epoch with the zone; `2016-11-10T13:50:11Z` for users. A date, or a time
    # without a zone, is not converted.
    #
    # @api private
    module Timestamps
      DATE = %r{\A/Date\((-?\d{1,17})([+-]\d{2})?(\d{2})?\)/\z}
      ISO = /\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)\z/
      private_constant :DATE, :ISO

      module_function

      # @param value [Object] of JSON
      # @return [Object] with a Time for each timestamp
      def parse(value)
        case value
        when Hash then value.transform_values { |member| parse(member) }
        when Array then value.map { |member| parse(member) }
        when DATE then time(Regexp.last_match(1).to_i, *Regexp.last_match.captures.drop(1))
        when ISO then iso(value)
        else value
        end
      end

      # @param value [Object] with Times or other values with `to_time`
      # @return [Object] for JSON
      # @raise [OmniAuth::Litmus::ConfigurationError] for data that is nested too deep, or holds too many values
      def format(value)
        formatted(OmniAuth::Litmus::JSONText.counted(value))
      end

      def formatted(value)
        case value
        when Hash, Array then map_members(value) { |member| formatted(member) }
        when Time then "/Date(#{(value.to_r * 1000).floor}#{value.strftime("%z")})/"
        else date?(value) ? formatted(value.to_time) : value
        end
      end

      def map_members(value, &)
        value.is_a?(Hash) ? value.transform_values(&) : value.map(&)
      end

      def date?(value)
        !value.is_a?(String) && value.respond_to?(:to_time)
      end

      # Time.iso8601 takes `2016-02-30` for March 1.
      def iso(text)
        time = Time.iso8601(text)
        time.day == text[8, 2].to_i ? time : text
      rescue ArgumentError # no such month or zone
        text
      end

      def time(milliseconds, hours, minutes)
        time = Time.at(milliseconds / 1000r).utc
        hours ? time.localtime("#{hours}:#{minutes || "00"}") : time
      rescue ArgumentError # no such zone
        time
      end
    end
  end
end
