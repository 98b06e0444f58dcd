# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Report
      # The values of a row as both formats write them: a Time is ISO 8601, in UTC, and a {LoginUrl} is not written.
      #
      # @api private
      module PlainValues
        module_function

        # @param value [Object]
        # @return [Object] for JSON
        def of(value)
          case value
          when Hash then value.transform_values { |member| of(member) }
          when Array then value.map { |member| of(member) }
          when LoginUrl then value.inspect
          when Time then time(value)
          else value
          end
        end

        def time(value)
          value.getutc.iso8601(value.subsec.zero? ? 0 : 3)
        end
      end
    end
  end
end
