# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # A column with a timestamp: a datetime, or a number of seconds since the epoch.
        #
        # @api private
        class Timestamp
          NUMBERS = %i[integer big_integer decimal float].freeze
          TIMES = %i[datetime timestamp timestamptz time_with_zone].freeze
          private_constant :NUMBERS, :TIMES

          # @return [String]
          attr_reader :column

          # @param model [Class]
          # @param column [String]
          # @raise [ConfigurationError] if the table has no such column, or one of another type
          def initialize(model, column)
            @column = column
            @type = model.type_for_attribute(column)
            return if number? || TIMES.include?(@type.type)

            hint = "Add one of type datetime or bigint, or give the store another column"
            raise ConfigurationError.new("#{model.table_name} has no timestamp column #{column}",
                                         code: :store_columns, hint:)
          end

          # @param seconds [Numeric, nil] since the epoch
          # @return [Object, nil] the value in the database
          def to_database(seconds)
            return if seconds.nil?

            @type.serialize(number? ? seconds.ceil : @type.cast(Time.at(seconds).utc))
          end

          # @param value [Object, nil] the value in the database
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
