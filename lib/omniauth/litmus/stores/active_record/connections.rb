# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Stores
      class ActiveRecord
        # The database connections of a model: always those that write, and of the shard on which the record was found.
        #
        # @api private
        class Connections
          include Unserializable

          # Attempts to get SQLite's write lock, and seconds between them.
          PROBES = 20
          PROBE_PAUSE = 0.05
          # Milliseconds for which PostgreSQL waits for a row that the waiting thread itself may have locked.
          LOCK_TIMEOUT = 2000
          # In Active Record's log.
          NAME = "OmniAuth::Litmus tokens"
          private_constant :PROBES, :PROBE_PAUSE, :LOCK_TIMEOUT, :NAME

          # @return [Symbol]
          attr_reader :shard

          # @param model [Class]
          def initialize(model)
            @model = model
            @shard = model.current_shard
          end

          # @return [Array] the database that is written to: a digest of its settings, which hold a password, and what
          #   it says itself
          # @raise [::ActiveRecord::ActiveRecordError]
          def database
            settings = on_writer { |pool| pool.db_config.configuration_hash }
            [Digest::SHA256.hexdigest(settings.inspect), own { |connection| namespace(connection) }]
          end

          # The connection of this thread, in its transaction if there is one.
          #
          # @yieldparam connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @return [Object] what the block returns
          def own(&work)
            on_writer { |pool| pool.with_connection { |connection| connection.uncached { work.call(connection) } } }
          end

          # A connection that is in no transaction of this thread: its rollback takes nothing back, and what it has read
          # does not hide what others have written. Where a transactional test has every thread share one connection,
          # that one.
          #
          # @param writes [Boolean]
          # @yieldparam connection [::ActiveRecord::ConnectionAdapters::AbstractAdapter]
          # @return [Object] what the block returns
          def apart(writes: true, &work)
            return own(&work) unless in_transaction?

            here = own { |connection| namespace(connection) }
            elsewhere do
              own do |connection|
                raise Trouble.another_place unless namespace(connection) == here

                writes ? unobstructed(connection, &work) : work.call(connection)
              end
            end
          end

          # @return [Boolean] whether this thread has a transaction open that is not the frame of a test
          def in_transaction?
            on_writer { |pool| !!pool.active_connection?&.transaction_open? && !shared_by_all_threads?(pool) }
          end

          private

          # Where the names of tables lead: an app may have a schema or database for each tenant, and change it under a
          # connection. A database in memory is the pool's own.
          def namespace(connection)
            case connection.adapter_name
            when /postg/i then connection.select_rows("SELECT current_database(), current_schemas(false)::text", NAME)
            when /mysql|trilogy/i then connection.select_value("SELECT DATABASE()", NAME)
            when "SQLite" then file_of(connection) || connection.pool.object_id
            end
          end

          def on_writer
            role = (::ActiveRecord.respond_to?(:writing_role) ? ::ActiveRecord : ::ActiveRecord::Base).writing_role
            # Rails 6.1 knows roles only where an app has declared some.
            return yield(@model.connection_pool) if [@model.current_role, @model.current_shard] == [role, shard]

            ::ActiveRecord::Base.connected_to(role:, shard:) { yield @model.connection_pool }
          end

          # Rails' own names for the connection of a transactional test, before and since 7.2; it tells nobody. A second
          # thread would wait for the first one there, for ever.
          def shared_by_all_threads?(pool)
            %i[@lock_thread @pinned_connection].any? { |name| pool.instance_variable_get(name) }
          end

          # Connections belong to threads.
          def elsewhere(&)
            thread = Thread.new(&)
            thread.report_on_exception = false
            thread.value
          end

          # The place may be locked by the very transaction that waits for this, which no database can know.
          def unobstructed(connection)
            case connection.adapter_name
            when /postg/i then connection.transaction { bounded(connection) && yield(connection) }
            when "SQLite" then unlocked(connection) && yield(connection)
            else yield connection
            end
          end

          def bounded(connection)
            connection.execute("SET LOCAL lock_timeout = #{LOCK_TIMEOUT}")
          end

          # SQLite has one write lock, and waits for it for as long as `timeout` says, with the whole process.
          def unlocked(connection)
            PROBES.times do
              return true if unlocked?(file_of(connection) || raise(Trouble.locked))

              sleep(PROBE_PAUSE)
            end
            raise Trouble.locked
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
