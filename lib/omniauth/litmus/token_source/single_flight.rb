# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Lets one thread or fiber of this process at a time do something about a place; the others wait their turn.
      #
      # @api private
      module SingleFlight
        Flight = Struct.new(:mutex, :passengers)

        @lock = Mutex.new
        @flights = {}

        class << self
          # @param place [Object] as of {Place.of}
          # @yieldparam place [Object]
          # @return [Object] what the block returns
          def run(place)
            flight = board(place)
            begin
              flight.mutex.synchronize { yield place }
            ensure
              leave(place, flight)
            end
          end

          private

          def board(place)
            @lock.synchronize do
              flight = @flights[place] ||= Flight.new(Mutex.new, 0)
              flight.passengers += 1
              flight
            end
          end

          # In a forked child the parent's other passengers never leave: the entry stays, which costs a few bytes.
          def leave(place, flight)
            @lock.synchronize { @flights.delete(place) if (flight.passengers -= 1).zero? }
          end
        end
      end
    end
  end
end
