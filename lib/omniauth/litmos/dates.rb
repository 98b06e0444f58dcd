# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Moments as Litmos writes them in JSON: `/Date(1763121600000+1300)/`, milliseconds since the epoch and the zone in
    # which they were meant.
    #
    # @api private
    module Dates
      FORM = %r{\A/Date\((-?\d{1,17})([+-]\d{2})?(\d{2})?\)/\z}
      # Deeper than `JSON.generate` goes; it says so of what is left as it was.
      DEEPEST = 101
      private_constant :FORM, :DEEPEST

      # In front of {OmniAuth::Litmus::Response#parsed}.
      module Parsed
        # @return [Object, nil] as it was, with Times for moments
        def parsed
          return @parsed if @dated

          value = Dates.read(super)
          @dated = true
          @parsed = value
        end
      end

      module_function

      # @param value [Object] of JSON
      # @return [Object] the same with Times for moments
      def read(value)
        case value
        when Hash then value.transform_values { |member| read(member) }
        when Array then value.map { |member| read(member) }
        when FORM then time(Regexp.last_match(1).to_i, *Regexp.last_match.captures.drop(1))
        else value
        end
      end

      # @param value [Object] with Times, and with Symbols as keys or values
      # @return [Object] for JSON
      def write(value, depth = 0)
        case value
        when Hash, Array then depth > DEEPEST ? value : inside(value) { |member| write(member, depth + 1) }
        when Time then "/Date(#{(value.to_r * 1000).floor}#{value.strftime("%z")})/"
        else day?(value) ? write(value.to_time) : value
        end
      end

      def inside(value, &)
        value.is_a?(Hash) ? value.transform_values(&) : value.map(&)
      end

      def day?(value)
        !value.is_a?(String) && value.respond_to?(:to_time)
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
