# frozen_string_literal: true

require "date"

module OmniAuth
  module Litmos
    # The parameter `since` of reports, such as `2026-01-31`.
    #
    # @api private
    module DateParameter
      FORMAT = /\A\d{4}-\d\d-\d\d\z/
      private_constant :FORMAT

      module_function

      # @param value [Date, Time, String] a Time stands for its date in UTC: east of Greenwich, the local date may be a
      #   day later and would leave out the first hours
      # @return [String]
      # @raise [ConfigurationError] for anything else
      def format(value)
        return Date.iso8601(value).iso8601 if value.is_a?(String) && FORMAT.match?(value)
        return value.getutc.strftime("%F") if value.respond_to?(:getutc)
        return value.to_date.iso8601 if value.respond_to?(:to_date) && !value.is_a?(String)

        raise invalid
      rescue Date::Error
        raise invalid
      end

      def invalid
        hint = "Give a Date, a Time, or a String such as 2026-01-31"
        OmniAuth::Litmus::ConfigurationError.new("The parameter since is not a date", code: :invalid_date, hint:)
      end
    end
  end
end
