# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # Builds the {StoreError}s of the store.
        #
        # @api private
        module Errors
          OWN_TRANSACTION = "If a transaction of this thread changed the row (on SQLite: anything), use the store " \
                            "outside of the transaction"
          private_constant :OWN_TRANSACTION

          class << self
            # @param error [Exception] of Active Record
            # @return [StoreError]
            def translate(error)
              return locked("The row of the tokens is locked") if lock_timeout?(error)

              message = "The tokens could not be read from or written to the database (#{error.class})"
              StoreError.new(message, code: :store_failed, retryable: true,
                                      hint: "Check the database, and that the table has the columns of the store")
            end

            # @param message [String]
            # @return [StoreError]
            def locked(message)
              StoreError.new(message, code: :store_locked, retryable: true, hint: OWN_TRANSACTION)
            end

            # @return [StoreError]
            def no_row
              hint = "Commit the transaction that created it first"
              StoreError.new("The row for the tokens does not exist", code: :no_row, hint:)
            end

            private

            def lock_timeout?(error)
              error.is_a?(::ActiveRecord::LockWaitTimeout) || error.message.match?(/SQLite3::BusyException|is locked/)
            end
          end
        end
      end
    end
  end
end
