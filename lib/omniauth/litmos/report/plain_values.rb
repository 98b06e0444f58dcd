# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Report
      # The values of a row as both formats write them: a Time is ISO 8601, in UTC.
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
          when Time then value.getutc.iso8601(value.subsec.zero? ? 0 : 3)
          else value
          end
        end
      end
    end
  end
end
