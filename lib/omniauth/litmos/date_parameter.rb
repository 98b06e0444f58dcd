# frozen_string_literal: true

require "date"

module OmniAuth
  module Litmos
    # The day from which on a report is wanted, as Litmos reads it: `2026-01-31`.
    #
    # @api private
    module DateParameter
      FORM = /\A\d{4}-\d\d-\d\d\z/
      private_constant :FORM

      module_function

      # @param value [Date, Time, String] a Time counts by its day in UTC, so that none of it is left out east of there
      # @return [String]
      # @raise [ConfigurationError] for what is no day
      def text(value)
        return Date.iso8601(value).iso8601 if value.is_a?(String) && FORM.match?(value)
        return value.getutc.strftime("%F") if value.respond_to?(:getutc)
        return value.to_date.iso8601 if value.respond_to?(:to_date) && !value.is_a?(String)

        raise wrong
      rescue Date::Error
        raise wrong
      end

      def wrong
        hint = "Give a Date, a Time, or a text such as 2026-01-31"
        OmniAuth::Litmus::ConfigurationError.new("The parameter since is no day", code: :invalid_date, hint:)
      end
    end
  end
end
