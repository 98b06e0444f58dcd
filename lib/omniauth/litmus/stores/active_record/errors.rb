# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # What may go wrong, in the words of this gem.
        #
        # @api private
        module Trouble
          OWN_TRANSACTION = "If this thread has a transaction open that changed the row (on SQLite: anything), do it " \
                            "outside of the transaction"
          private_constant :OWN_TRANSACTION

          class << self
            # @param error [Exception] what Active Record raised
            # @return [StoreError]
            def of(error)
              return locked if waited_for_a_lock?(error)

              message = "The tokens could not be read from or written to the database (#{error.class})"
              StoreError.new(message, code: :store_failed, retryable: true,
                                      hint: "Check the database, and that the table has the columns of the store")
            end

            # @return [StoreError]
            def locked
              StoreError.new("The place of the tokens is locked", code: :store_locked, retryable: true,
                                                                  hint: OWN_TRANSACTION)
            end

            # @return [StoreError]
            def another_place
              message = "The connections of this pool work in different schemas or databases"
              StoreError.new(message, code: :store_locked, retryable: true, hint: OWN_TRANSACTION)
            end

            # @return [StoreError]
            def no_row
              StoreError.new("The row of the tokens is not there", code: :no_row,
                                                                   hint: "Commit the transaction that made it first")
            end

            # @param message [String]
            # @param hint [String]
            # @return [ConfigurationError]
            def columns(message, hint)
              ConfigurationError.new(message, code: :store_columns, hint:)
            end

            private

            def waited_for_a_lock?(error)
              error.is_a?(::ActiveRecord::LockWaitTimeout) || error.message.match?(/SQLite3::BusyException|is locked/)
            end
          end
        end
      end
    end
  end
end
