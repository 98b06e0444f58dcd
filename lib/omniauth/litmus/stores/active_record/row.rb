# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # One row, read and written by statements of its own: no callbacks, no dirty tracking, no lock_version, no query
        # cache, and nothing of the record in memory.
        #
        # @api private
        class Row
          include Unserializable

          # A value as it stands in the database. Active Record's log tells the length of binary values, and not what
          # they are.
          class AsItIs < ::ActiveModel::Type::Value
            # @return [true]
            def binary? = true
          end

          NAME = "OmniAuth::Litmus tokens"
          AS_IT_IS = AsItIs.new
          private_constant :NAME, :AS_IT_IS

          # @param record [::ActiveRecord::Base]
          def initialize(record)
            @record = record
          end

          # @return [Array] the values of the primary key
          # @raise [ConfigurationError] for a record that is not saved
          def id
            id = Array(@record.id).compact
            return id unless id.empty?

            raise ConfigurationError.new("A record that is not saved has no row to keep tokens in",
                                         code: :record_not_saved, hint: "Save it first")
          end

          # @param connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @param columns [Array<String>]
          # @return [Array, nil] their values as they stand there, or nil without a row
          def fetch(connection, columns)
            query = table.project(*columns.map { |name| table[name] })
            conditions({}).each { |condition| query.where(condition) }
            connection.select_one(query, NAME)&.values_at(*columns)
          end

          # @param connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @param values [Hash{String => Object}] to be there, by column, as they stand in the database
          # @param seen [Hash{String => Object}] that must be there, by column, as they stand in the database
          # @yieldparam table [Arel::Table]
          # @yieldreturn [Arel::Nodes::Node] a further condition
          # @return [Boolean] whether the row was there, and the conditions were met
          def update(connection, values, seen = {})
            statement = Arel::UpdateManager.new.table(table)
            statement.set(values.map { |name, value| [table[name], bind(name, value)] })
            conditions(seen).each { |condition| statement.where(condition) }
            statement.where(yield(table)) if block_given?
            connection.update(statement, NAME).positive?
          rescue ::ActiveRecord::TransactionRollbackError
            # Where the database isolates more than usual, who comes second is told so by an error.
            false
          end

          # @param name [String] of a column
          # @param value [Object] as it stands in the database
          # @return [Arel::Nodes::Node]
          def bind(name, value)
            Arel::Nodes::BindParam.new(::ActiveRecord::Relation::QueryAttribute.new(name, value, AS_IT_IS))
          end

          private

          def table
            @record.class.arel_table
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
