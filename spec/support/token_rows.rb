# frozen_string_literal: true

require "active_record"
require "fileutils"
require "tmpdir"
require_relative "postgresql_server"

# A table of tokens in a real database. Each database has a model of its own, so that both can be used in one process.
module TokenRows
  COLUMNS = lambda do |table|
    table.text :access_token, :refresh_token
    table.datetime :expires_at, precision: 6
    table.string :lease_owner
    table.datetime :lease_expires_at, precision: 6
    table.string :name, :scope
    table.bigint :expires_in_seconds, :lease_until
    table.integer :lock_version, null: false, default: 0
    table.datetime :updated_at
  end

  # Rails 6.1 can do otherwise, and then has roles only in an app that declares them.
  ActiveRecord::Base.legacy_connection_handling = false if ActiveRecord::VERSION::STRING.to_f < 7.1

  # On PostgreSQL.
  class PostgresqlRow < ActiveRecord::Base
    self.abstract_class = true
  end

  # On SQLite, in a file, with a write-ahead log.
  class SqliteRow < ActiveRecord::Base
    self.abstract_class = true
  end

  class << self
    # @param database [Symbol] `:postgresql` or `:sqlite`
    # @return [Class] a model with an empty table
    def model(database)
      @models ||= {}
      (@models[database] ||= create(database)).tap(&:delete_all)
    end

    # Closes all connections; new ones are opened on demand.
    #
    # @return [void]
    def disconnect
      @models&.each_value { |model| model.connection_pool.disconnect! }
    end

    # @param database [Symbol]
    # @return [Hash] of an Active Record connection
    def settings(database)
      place = database == :sqlite ? { adapter: "sqlite3", database: sqlite_file } : PostgresqlServer.shared.settings
      { pool: 16, timeout: 10_000, **place }
    end

    # What a transactional test of Rails does around an example: all threads share one connection, and a transaction.
    # Since 7.2 a pool does that by itself.
    #
    # @param model [Class]
    # @return [void]
    def transactional_test(model, &)
      pool = model.connection_pool
      return pinned(pool, &) if pool.respond_to?(:pin_connection!)

      pool.lock_thread = true
      model.connection.begin_transaction(joinable: false, _lazy: false)
      yield
    ensure
      model.connection.rollback_transaction unless pool.respond_to?(:pin_connection!)
      pool.lock_thread = false if pool.respond_to?(:lock_thread=)
    end

    private

    def pinned(pool)
      pool.pin_connection!(true)
      yield
    ensure
      pool.unpin_connection!
    end

    def create(database)
      base = { postgresql: PostgresqlRow, sqlite: SqliteRow }.fetch(database)
      base.establish_connection(settings(database))
      base.connection.execute("PRAGMA journal_mode = WAL") if database == :sqlite
      base.connection.create_table(:litmus_accounts, force: true, &COLUMNS)
      const_set(:"#{database.capitalize}Account", Class.new(base) { self.table_name = "litmus_accounts" })
    end

    def sqlite_file
      @directory ||= Dir.mktmpdir("litmus-sqlite").tap do |directory|
        owner = Process.pid
        at_exit { FileUtils.remove_entry(directory) if Process.pid == owner }
      end
      File.join(@directory, "rows.sqlite3")
    end
  end
end
