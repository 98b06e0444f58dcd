# frozen_string_literal: true

require "omniauth/litmus/stores/active_record"
require "omniauth/litmus/stores/redis"
require_relative "redis_server"
require_relative "token_rows"

# A place for one pair in a real database: `TokenStores.place(:redis).store`, in this process and in those that are
# forked from it.
module TokenStores
  SECRET = "a secret of the specs, which is long enough"

  # A row.
  class Row
    def initialize(database)
      @model = TokenRows.model(database)
      @record = @model.create!
    end

    # @return [OmniAuth::Litmus::Stores::ActiveRecord]
    def store
      OmniAuth::Litmus::Stores::ActiveRecord.new(@record, encryption: SECRET)
    end

    # As if the time of the lease were over.
    def end_lease
      @record.update_columns(lease_expires_at: Time.now - 1)
    end

    # @return [Class]
    attr_reader :model
  end

  # A key of Redis.
  class Key
    NAME = "litmus:1"

    def initialize
      connect.flushall
    end

    # @return [OmniAuth::Litmus::Stores::Redis]
    def store
      OmniAuth::Litmus::Stores::Redis.new(connect, NAME, encryption: SECRET)
    end

    def end_lease
      connect.del("#{NAME}:lease")
    end

    private

    # One for each process.
    def connect
      return @redis if @redis && @pid == Process.pid

      @pid = Process.pid
      @redis = ::Redis.new(path: RedisServer.shared.path)
    end
  end

  class << self
    # @param kind [Symbol] `:postgresql`, `:sqlite` or `:redis`
    # @return [Row, Key]
    def place(kind)
      kind == :redis ? Key.new : Row.new(kind)
    end

    # SQLite forbids that a connection is open while a process forks.
    #
    # @return [void]
    def before_fork
      TokenRows.disconnect
    end
  end
end
