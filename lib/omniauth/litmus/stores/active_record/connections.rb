# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # The database connections of a model: of the writing role, and of the shard that the record was read from.
        #
        # @api private
        class Connections
          include Unserializable

          # Attempts to take SQLite's write lock, and seconds between them.
          PROBES = 20
          PROBE_PAUSE = 0.05
          # Milliseconds. PostgreSQL would otherwise wait for ever for a row that this thread's own transaction has
          # locked.
          LOCK_TIMEOUT = 2000
          # In the log of Active Record.
          NAME = "OmniAuth::Litmus tokens"
          private_constant :PROBES, :PROBE_PAUSE, :LOCK_TIMEOUT, :NAME

          # @return [Symbol]
          attr_reader :shard

          # @param model [Class]
          def initialize(model)
            @model = model
            @shard = model.current_shard
          end

          # @return [Array] identifies the database that is written to: a digest of its settings (which contain a
          #   password), and the names that the database itself reports
          # @raise [::ActiveRecord::ActiveRecordError]
          def database
            settings = on_writer { |pool| pool.db_config.configuration_hash }
            [Digest::SHA256.hexdigest(settings.inspect), own { |connection| namespace(connection) }]
          end

          # Yields the connection of this thread, in its transaction if one is open.
          #
          # @yieldparam connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @return [Object] what the block returns
          def own(&work)
            on_writer { |pool| pool.with_connection { |connection| connection.uncached { work.call(connection) } } }
          end

          # Yields a connection outside of this thread's transaction: a rollback does not undo what is written, and what
          # the transaction has read does not hide what others have written since. In a transactional test, where all
          # threads share one connection, yields that one.
          #
          # @param writes [Boolean]
          # @yieldparam connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @return [Object] what the block returns
          def apart(writes: true, &work)
            return own(&work) unless in_transaction?

            here = own { |connection| namespace(connection) }
            in_another_thread do
              own do |connection|
                raise other_namespace unless namespace(connection) == here

                writes ? with_lock_timeout(connection, &work) : work.call(connection)
              end
            end
          end

          # @return [Boolean] whether this thread has an open transaction, other than that of a transactional test
          def in_transaction?
            on_writer { |pool| !!pool.active_connection?&.transaction_open? && !shared_by_all_threads?(pool) }
          end

          private

          # The schema or database of a connection. An app with one for each tenant may switch it on an open connection.
          # An SQLite database in memory belongs to its pool.
          def namespace(connection)
            case connection.adapter_name
            when /postg/i then connection.select_rows("SELECT current_database(), current_schemas(false)::text", NAME)
            when /mysql|trilogy/i then connection.select_value("SELECT DATABASE()", NAME)
            when "SQLite" then file_of(connection) || connection.pool.object_id
            end
          end

          def on_writer
            role = (::ActiveRecord.respond_to?(:writing_role) ? ::ActiveRecord : ::ActiveRecord::Base).writing_role
            # Without the switch if possible: Rails 6.1 raises in an app that has declared no roles.
            return yield(@model.connection_pool) if [@model.current_role, @model.current_shard] == [role, shard]

            ::ActiveRecord::Base.connected_to(role:, shard:) { yield @model.connection_pool }
          end

          # Whether a transactional test has pinned the pool's connection: then a second thread would wait for it for
          # ever. Rails has no method to ask, so this reads its instance variables, of before 7.2 and since.
          def shared_by_all_threads?(pool)
            %i[@lock_thread @pinned_connection].any? { |name| pool.instance_variable_get(name) }
          end

          # A thread has one connection of a pool; another thread gets another.
          def in_another_thread(&)
            thread = Thread.new(&)
            thread.report_on_exception = false
            thread.value
          end

          # Limits the wait for a lock. The row may be locked by the transaction of the calling thread, which waits for
          # this write: a deadlock that no database detects.
          def with_lock_timeout(connection)
            case connection.adapter_name
            when /postg/i then connection.transaction { limit_lock_wait(connection) && yield(connection) }
            when "SQLite" then wait_for_lock(connection) && yield(connection)
            else yield connection
            end
          end

          def limit_lock_wait(connection)
            connection.execute("SET LOCAL lock_timeout = #{LOCK_TIMEOUT}")
          end

          # SQLite has one write lock. Waiting for it by the setting `timeout` would block all threads of the process.
          def wait_for_lock(connection)
            PROBES.times do
              return true if unlocked?(file_of(connection) || raise(locked))

              sleep(PROBE_PAUSE)
            end
            raise locked
          end

          def locked
            Errors.locked("The database of the tokens is locked")
          end

          def other_namespace
            Errors.locked("The connections of this pool use different schemas or databases")
          end

          def file_of(connection)
            file = connection.select_rows("PRAGMA database_list").to_h { |_, name, path| [name, path] }["main"]
            file unless file.to_s.empty?
          end

          def unlocked?(file)
            database = ::SQLite3::Database.new(file)
            database.execute("BEGIN EXCLUSIVE")
            database.execute("ROLLBACK")
            true
          rescue ::SQLite3::BusyException
            false
          ensure
            database&.close
          end
        end
      end
    end
  end
end
