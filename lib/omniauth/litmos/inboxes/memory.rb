# frozen_string_literal: true

require_relative "../../litmos"

module OmniAuth
  module Litmos
    # Where a {Webhook} keeps what it was told of, until it has dealt with it.
    module Inboxes
      # What a {Webhook} was told of and what it has dealt with, for one process, until it ends. An inbox of your own
      # has the same four methods.
      class Memory
        include OmniAuth::Litmus::Unserializable

        # Ids that are remembered after they are dealt with.
        MOST = 10_000
        private_constant :MOST

        def initialize
          @pending = {}
          @known = {}
          @lock = Mutex.new
          @turn = Mutex.new
        end

        # @param id [String]
        # @param event [String] less than 1 KB
        # @return [Boolean] false if the id is there already, pending or done
        def put(id, event)
          @lock.synchronize do
            next false if @known.key?(id) || @pending.key?(id)

            @pending[id] = event
            true
          end
        end

        # @param most [Integer]
        # @return [Array<String>] events that are not done, the oldest first
        def pending(most)
          @lock.synchronize { @pending.values.first(most) }
        end

        # @param id [String]
        # @return [void]
        def done(id)
          @lock.synchronize do
            @pending.delete(id)
            @known[id] = true
            @known.shift if @known.length > MOST
          end
        end

        # Waits until no other thread or process is in such a block.
        #
        # @yield
        # @return [Object] of the block
        def exclusively(&)
          @turn.synchronize(&)
        end
      end
    end
  end
end
