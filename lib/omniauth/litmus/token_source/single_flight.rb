# frozen_string_literal: true

module OmniAuth
  module Litmus
    class TokenSource
      # Lets one thread or fiber of this process at a time work on a place; the others wait.
      #
      # @api private
      module SingleFlight
        Flight = Struct.new(:mutex, :waiters)
        private_constant :Flight

        @lock = Mutex.new
        @flights = {}

        class << self
          # @param place [Object] as of {Place.of}
          # @yieldparam place [Object]
          # @return [Object] what the block returns
          def run(place)
            flight = join(place)
            begin
              flight.mutex.synchronize { yield place }
            ensure
              leave(place, flight)
            end
          end

          private

          def join(place)
            @lock.synchronize do
              flight = @flights[place] ||= Flight.new(Mutex.new, 0)
              flight.waiters += 1
              flight
            end
          end

          # In a forked child, the parent's waiters never leave, so their entry stays: a few bytes.
          def leave(place, flight)
            @lock.synchronize { @flights.delete(place) if (flight.waiters -= 1).zero? }
          end
        end
      end
    end
  end
end
