# frozen_string_literal: true

require "active_record"
require "digest/sha2"
require "omniauth/litmus"
require_relative "../stores"
require_relative "compare_and_set"
require_relative "encryption"
require_relative "active_record/errors"
require_relative "active_record/row"
require_relative "active_record/timestamp"
require_relative "active_record/encryption_contexts"
require_relative "active_record/model_encryption"
require_relative "active_record/columns"
require_relative "active_record/connections"

module OmniAuth
  module Litmus
    module Stores
      # Keeps tokens in a row of any table, with Active Record (6.1 or newer).
      #
      #     create_table :litmus_accounts do |t|
      #       t.references :user, null: false, index: { unique: true }
      #       t.text :access_token, :refresh_token
      #       t.datetime :expires_at
      #       t.string :lease_owner
      #       t.datetime :lease_expires_at
      #     end
      #
      #     store = OmniAuth::Litmus::Stores::ActiveRecord.new(account)
      #
      # All of these columns may be null; a null access token means that there are no tokens. Timestamps may also be
      # numbers (`t.bigint`), in seconds since the epoch. Other members, such as the scope, are kept if `members` names
      # a column for them, in plain text.
      #
      # *The record* only tells which row it is. It is not changed: `record.reload` shows what was written. Callbacks,
      # `updated_at` and `lock_version` are left alone. An app with `partial_updates = false` writes all columns of a
      # record when it saves it, stale tokens included: give the tokens a table of their own there.
      #
      # *Transactions.* {#write} is an update like any other, and part of the caller's transaction. The other methods
      # never are: if the calling thread has an open transaction, they use another connection of the pool, because a
      # rollback must not bring back tokens that the provider has already replaced. They do not see what the transaction
      # has written before it is committed. If the transaction has locked the row (or, on SQLite, written anything),
      # {#acquire} raises {StoreError} with the code `:store_locked`, before new tokens are requested.
      #
      # *Encryption.* A token can be decrypted in its own table, column and row only. After a migration that renames the
      # table or a column, give the store the former names until every row was read once, which encrypts it again:
      #
      #     Stores::ActiveRecord.new(account, sealed_for: { table: "accounts", access_token: "litmus_token" })
      #
      # Early versions of this gem encrypted a token for the row's id, whatever the table. Such tokens are read, and
      # encrypted again, as long as `sealed_for` has `:row`; meanwhile, somebody who can write to the database could
      # copy one from another table's row with the same id. `sealed_for: []` ends that.
      #
      # *The lease* is a conditional update, and locks nothing. It depends on the clocks of the app's machines, which
      # should agree to within some seconds: {TokenSource} takes it for 40 seconds by default. If a wrong clock ends it
      # early, {#replace} still refuses to write over newer tokens.
      class ActiveRecord
        include CompareAndSet
        include Unserializable

        # The default names of the columns.
        COLUMNS = { access_token: :access_token, refresh_token: :refresh_token, expires_at: :expires_at,
                    lease_owner: :lease_owner, lease_expires_at: :lease_expires_at }.freeze

        # @param record [::ActiveRecord::Base] of any model; it must be saved before the first use
        # @param members [Hash{Symbol, String => Symbol, String}] columns of other members, such as `scope: :scope`
        # @param encryption [Encryption, String, Array<String>, false, nil] secrets, the current one first; nil: Rails'
        #   `secret_key_base`; false: the columns are written and read like the model's other attributes, for a model
        #   that `encrypts` them itself
        # @param sealed_for [Array<Symbol, Hash>, Symbol, Hash] further contexts to accept: `:row` (of early versions),
        #   or former names as a Hash of `table`, `access_token` and `refresh_token`
        # @param columns [Hash{Symbol => Symbol, String}] names other than those of {COLUMNS}, such as
        #   `access_token: :litmus_token`
        # @raise [ArgumentError] for any other keyword
        def initialize(record, members: {}, encryption: nil, sealed_for: :row, **columns)
          unknown = columns.keys - COLUMNS.keys
          raise ArgumentError, "unknown column of a store: #{unknown.join(", ")}" unless unknown.empty?

          columns = COLUMNS.merge(columns).transform_values(&:to_s)
          @model = record.class
          @row = Row.new(record)
          @connections = Connections.new(@model)
          @columns = Columns.new(@model, columns, members, encryption, sealed_for)
          @lease = { owner: columns[:lease_owner], expires_at: columns[:lease_expires_at] }
        end

        # @return [String]
        # @raise [ConfigurationError] for a record that is not saved
        def key
          ["active_record", @connections.shard, @model.table_name, @columns.names.first, *@row.id].join(":")
        end

        # The row, with the database and schema that the connection uses now.
        #
        # @return [Array]
        # @raise [StoreError, ConfigurationError]
        def place
          guarded { [*@connections.database, @model.table_name, *@columns.tokens, *@row.id] }
        end

        # A thread without a connection of its own has another one for each statement, and each may work in another
        # schema.
        #
        # @api private
        # @yield with one connection for all that is done in the block
        # @return [Object] what the block returns
        # @raise [StoreError]
        def on_one_connection(&work)
          guarded { @connections.own { work.call } }
        end

        # @param tokens [Hash, nil]
        # @return [void]
        # @raise [StoreError, ConfigurationError]
        def write(tokens)
          values = serialize(tokens)
          guarded do
            @connections.own { |connection| @row.update(connection, values) } or raise Errors.no_row
          end
        end

        # @param owner [String]
        # @param seconds [Numeric]
        # @return [Boolean]
        # @raise [StoreError, ConfigurationError]
        def acquire(owner, seconds)
          now = Time.now.to_f
          lease = { @lease[:owner] => owner, @lease[:expires_at] => timestamp.to_database(now + seconds) }
          guarded do
            @connections.apart do |connection|
              taken = @row.update(connection, lease) { |table| free(table, owner, timestamp.to_database(now)) }
              taken || (@row.fetch(connection, @lease.values) ? false : raise(Errors.no_row))
            end
          end
        end

        # @param owner [String]
        # @return [void]
        # @raise [StoreError, ConfigurationError]
        def release(owner)
          nobody = @lease.values.to_h { |name| [name, nil] }
          guarded do
            @connections.apart { |connection| @row.update(connection, nobody, @lease[:owner] => owner) }
          end
          nil
        end

        # @return [String] without tokens and secrets
        def inspect
          "#<#{self.class} #{@model.name} #{@columns.names.join(", ")}>"
        end

        private

        def fetch
          guarded do
            names = @columns.names
            row = @connections.apart(writes: false) { |connection| @row.fetch(connection, names) }
            # A row that the caller's open transaction has created is visible to its own connection only.
            row ||= @connections.own { |connection| @row.fetch(connection, names) } if @connections.in_transaction?
            row && names.zip(row).to_h
          end
        end

        def swap(seen, sealed)
          return false unless seen

          seen = seen.slice(*@columns.tokens)
          guarded { @connections.apart { |connection| @row.update(connection, sealed, seen) } }
        end

        def seal(tokens)
          guarded { @columns.seal(tokens, @row.id) }
        end

        def unseal(seen)
          seen && guarded { @columns.unseal(seen, @row.id) }
        end

        def timestamp
          @timestamp ||= Timestamp.new(@model, @lease[:expires_at])
        end

        def free(table, owner, now)
          holder, expiry = @lease.values.map { |name| table[name] }
          holder.eq(nil).or(holder.eq(@row.bind(@lease[:owner], owner)))
                .or(expiry.eq(nil)).or(expiry.lteq(@row.bind(@lease[:expires_at], now)))
        end

        def guarded
          yield
        rescue ::ActiveRecord::ActiveRecordError => e
          raise Errors.translate(e)
        end

        def serializable_form
          "the record"
        end
      end
    end
  end
end
