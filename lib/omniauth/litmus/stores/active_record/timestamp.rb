# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # A moment in a column, which may hold dates with times, or seconds since the epoch.
        #
        # @api private
        class Moment
          NUMBERS = %i[integer big_integer decimal float].freeze
          TIMES = %i[datetime timestamp timestamptz time_with_zone].freeze
          private_constant :NUMBERS, :TIMES

          # @return [String]
          attr_reader :column

          # @param model [Class]
          # @param column [String]
          # @raise [ConfigurationError] when the table has no such column of such a type
          def initialize(model, column)
            @column = column
            @type = model.type_for_attribute(column)
            return if number? || TIMES.include?(@type.type)

            raise Trouble.columns("#{model.table_name} has no column #{column} for a moment",
                                  "Make it a datetime or a bigint, or name another column")
          end

          # @param seconds [Numeric, nil] since the epoch
          # @return [Object, nil] as it stands in the database
          def to_database(seconds)
            return if seconds.nil?

            @type.serialize(number? ? seconds.ceil : @type.cast(Time.at(seconds).utc))
          end

          # @param value [Object, nil] as it stands in the database
          # @return [Integer, nil] seconds since the epoch
          def from_database(value)
            @type.deserialize(value)&.to_i
          end

          private

          def number?
            NUMBERS.include?(@type.type)
          end
        end
      end
    end
  end
end
