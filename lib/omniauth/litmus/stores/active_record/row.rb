# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # Reads and writes the columns of one row by SQL statements: without callbacks, dirty tracking, lock_version and
        # query cache, and without changing the record in memory.
        #
        # @api private
        class Row
          include Unserializable

          # The type of bound values, which are passed to the database unchanged. It is binary, because Active Record
          # logs only the length of binary values.
          class RawValue < ::ActiveModel::Type::Value
            # @return [true]
            def binary? = true
          end

          NAME = "OmniAuth::Litmus tokens"
          RAW_VALUE = RawValue.new
          private_constant :RawValue, :NAME, :RAW_VALUE

          # @param record [::ActiveRecord::Base]
          def initialize(record)
            @record = record
          end

          # @return [Array] the values of the primary key
          # @raise [ConfigurationError] for a record that is not saved
          def id
            id = Array(@record.id).compact
            return id unless id.empty?

            raise ConfigurationError.new("The record of the store is not saved, so it has no row for tokens",
                                         code: :record_not_saved, hint: "Save it first")
          end

          # @param connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @param columns [Array<String>]
          # @return [Array, nil] their values in the database, or nil without a row
          def fetch(connection, columns)
            query = table.project(*columns.map { |name| table[name] })
            conditions({}).each { |condition| query.where(condition) }
            connection.select_one(query, NAME)&.values_at(*columns)
          end

          # @param connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @param values [Hash{String => Object}] by column, as in the database
          # @param seen [Hash{String => Object}] values that must be there, by column, as in the database
          # @yieldparam table [Arel::Table]
          # @yieldreturn [Arel::Nodes::Node] a further condition
          # @return [Boolean] whether the row exists and met the conditions
          # @raise [::ActiveRecord::TransactionRollbackError] from an update without conditions
          def update(connection, values, seen = {}, &condition)
            connection.update(statement(values, [*conditions(seen), condition&.call(table)].compact), NAME).positive?
          rescue ::ActiveRecord::TransactionRollbackError
            # At the isolation level repeatable read, the second of two concurrent updates fails with this error: the
            # row is no longer as it was seen.
            raise if seen.empty? && condition.nil?

            false
          end

          # @param name [String] of a column
          # @param value [Object] as in the database
          # @return [Arel::Nodes::Node]
          def bind(name, value)
            Arel::Nodes::BindParam.new(::ActiveRecord::Relation::QueryAttribute.new(name, value, RAW_VALUE))
          end

          private

          def table
            @record.class.arel_table
          end

          def statement(values, conditions)
            statement = Arel::UpdateManager.new.table(table)
            statement.set(values.map { |name, value| [table[name], bind(name, value)] })
            conditions.each { |condition| statement.where(condition) }
            statement
          end

          def conditions(seen)
            keys = Array(@record.class.primary_key)
            key = keys.zip(id).to_h { |name, value| [name, @record.class.type_for_attribute(name).serialize(value)] }
            key.merge(seen).map { |name, value| table[name].eq(value.nil? ? nil : bind(name, value)) }
          end
        end
      end
    end
  end
end
