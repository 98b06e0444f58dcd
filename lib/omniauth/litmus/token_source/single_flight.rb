# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Lets one thread or fiber of this process at a time do something about a key; the others wait their turn.
      #
      # @api private
      module SingleFlight
        Flight = Struct.new(:mutex, :passengers)

        @lock = Mutex.new
        @flights = {}

        class << self
          # @param key [String]
          # @return [Object] what the block returns
          def run(key, &)
            flight = board(key)
            begin
              flight.mutex.synchronize(&)
            ensure
              leave(key, flight)
            end
          end

          private

          def board(key)
            @lock.synchronize do
              flight = @flights[key] ||= Flight.new(Mutex.new, 0)
              flight.passengers += 1
              flight
            end
          end

          # In a forked child the parent's other passengers never leave: the entry stays, which costs a few bytes.
          def leave(key, flight)
            @lock.synchronize { @flights.delete(key) if (flight.passengers -= 1).zero? }
          end
        end
      end
    end
  end
end
