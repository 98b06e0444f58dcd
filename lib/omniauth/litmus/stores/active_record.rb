# frozen_string_literal: true

require "active_record"
require "digest/sha2"
require "omniauth/litmus"
require_relative "compare_and_set"
require_relative "encryption"

module OmniAuth
  module Litmus
    module Stores
      # Keeps a pair in a row of any table, by Active Record (6.1 or newer).
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
      # All of these columns may be null, and a null access token means that there is no pair. Moments may also be
      # numbers (`t.bigint`), in seconds since the epoch. Other members of a pair are kept where `members` names a
      # column for them, and that in plain text.
      #
      # *The record* only says which row is meant. It is not changed: `record.reload` shows what was written. Callbacks,
      # `updated_at` and `lock_version` are left alone. An app that sets `partial_updates = false` writes stale columns
      # back whenever it saves a record: give the tokens a table of their own there.
      #
      # *Transactions.* {#write} is an update like any other, and part of the caller's transaction. The others never
      # are: while the calling thread has a transaction open, they use another connection from the pool, so that a
      # rollback cannot take back a pair that the provider has already changed. What that transaction itself has written
      # is not seen there before it is committed, and where it has locked the row (or, on SQLite, has written anything)
      # {#acquire} raises {StoreError} with the code `:store_locked`, before any token is asked for.
      #
      # *Sealing.* An encrypted token opens in its own table, column and row alone. After a migration that renames the
      # table or a column, say what they were called, until every row was read once: it is sealed again by that.
      #
      #     Stores::ActiveRecord.new(account, sealed_for: { table: "accounts", access_token: "litmus_token" })
      #
      # What early versions of this gem have written is bound to the row's id, whatever the table. It is read, and
      # sealed again, as long as `sealed_for` has `:row`; whoever can write to the database and has such a text of
      # another table's row may put it into the row with the same id. `sealed_for: []` ends that.
      #
      # *The lease* is a conditional update, and locks nothing. It is timed by the clocks of the app's machines, which
      # should agree to within some seconds; {TokenSource} takes it for 40 seconds by default, and where a wrong clock
      # ends it early, comparing before writing still keeps the pairs apart.
      class ActiveRecord
        include CompareAndSet
        include Unserializable

        # The columns, by what they are for, where no other names are given.
        COLUMNS = { access_token: :access_token, refresh_token: :refresh_token, expires_at: :expires_at,
                    lease_owner: :lease_owner, lease_expires_at: :lease_expires_at }.freeze

        # @param record [::ActiveRecord::Base] whose row it is, of any model; saved before the first use
        # @param members [Hash{Symbol, String => Symbol, String}] columns of other members, such as `scope: :scope`
        # @param encryption [Encryption, String, Array<String>, false, nil] secrets, the current one first; nil: Rails'
        #   `secret_key_base`; false: the columns are written and read as the model's own attributes are, for a model
        #   that `encrypts` them itself
        # @param sealed_for [Array<Symbol, Hash>, Symbol, Hash] what else tokens may have been sealed for: `:row`, or
        #   earlier names as a Hash of `table`, `access_token` and `refresh_token`
        # @param columns [Hash{Symbol => Symbol, String}] other names than {COLUMNS}, such as
        #   `access_token: :litmus_token`
        # @raise [ArgumentError] for a keyword that is none of these
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

        # Which row it is, of whichever database and schema the connection works in now.
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

        # @param pair [Hash, nil]
        # @return [void]
        # @raise [StoreError, ConfigurationError]
        def write(pair)
          values = form_of(pair)
          guarded do
            @connections.own { |connection| @row.update(connection, values) } or raise Trouble.no_row
          end
        end

        # @param owner [String]
        # @param seconds [Numeric]
        # @return [Boolean]
        # @raise [StoreError, ConfigurationError]
        def acquire(owner, seconds)
          now = Time.now.to_f
          lease = { @lease[:owner] => owner, @lease[:expires_at] => moment.to_database(now + seconds) }
          guarded do
            @connections.apart do |connection|
              taken = @row.update(connection, lease) { |table| free(table, owner, moment.to_database(now)) }
              taken || (@row.fetch(connection, @lease.values) ? false : raise(Trouble.no_row))
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
            # A row that the caller's open transaction has made is seen by its own connection only.
            row ||= @connections.own { |connection| @row.fetch(connection, names) } if @connections.in_transaction?
            row && names.zip(row).to_h
          end
        end

        def swap(seen, sealed)
          return false unless seen

          seen = seen.slice(*@columns.tokens)
          guarded { @connections.apart { |connection| @row.update(connection, sealed, seen) } }
        end

        def seal(pair)
          guarded { @columns.seal(pair, @row.id) }
        end

        def unseal(seen)
          seen && guarded { @columns.unseal(seen, @row.id) }
        end

        def moment
          @moment ||= Moment.new(@model, @lease[:expires_at])
        end

        def free(table, owner, now)
          holder, expiry = @lease.values.map { |name| table[name] }
          holder.eq(nil).or(holder.eq(@row.bind(@lease[:owner], owner)))
                .or(expiry.eq(nil)).or(expiry.lteq(@row.bind(@lease[:expires_at], now)))
        end

        def guarded
          yield
        rescue ::ActiveRecord::ActiveRecordError => e
          raise Trouble.of(e)
        end

        def serializable_form
          "the record"
        end
      end
    end
  end
end

require_relative "active_record/trouble"
require_relative "active_record/moment"
require_relative "active_record/places"
require_relative "active_record/columns"
require_relative "active_record/row"
require_relative "active_record/connections"
