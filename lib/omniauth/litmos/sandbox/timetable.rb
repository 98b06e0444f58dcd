# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmos
    class Sandbox
      # The sessions of modules that an instructor teaches, in memory. Each operation holds the lock.
      #
      # @api private
      class Timetable
        include OmniAuth::Litmus::Unserializable

        # @param lock [Monitor]
        def initialize(lock)
          @lock = lock
          @sessions = {}
          @registered = Hash.new { |hash, session_id| hash[session_id] = {} }
          @attended = Hash.new { |hash, day_id| hash[day_id] = {} }
        end

        # @return [Array<Hash>] sessions
        def all
          @lock.synchronize { @sessions.values }
        end

        # @return [Array<Hash>] sessions
        def of(course_id, module_id)
          all.select { |session| session[:module] == [course_id, module_id] }
        end

        # @return [Hash, nil]
        def find(course_id, module_id, session_id)
          of(course_id, module_id).find { |session| session["Id"] == session_id }
        end

        # @return [Hash] the session
        def add(course_id, module_id, attributes)
          session = { **attributes, "Id" => id, "Days" => days(attributes), module: [course_id, module_id] }
          @lock.synchronize { @sessions[session["Id"]] = { "Slots" => 0, **session } }
        end

        # @return [void]
        def change(session, attributes)
          changed = { **session, **attributes.except("Id"), "Days" => days(attributes) }
          @lock.synchronize { @sessions[session["Id"]] = changed }
        end

        # @return [void]
        def delete(session)
          @lock.synchronize { @sessions.delete(session["Id"]) }
        end

        # A session without slots has room for all.
        #
        # @return [void] nothing happens if the session is full
        def register(session, user_id)
          @lock.synchronize do
            registered = @registered[session["Id"]]
            slots = session["Slots"].to_i
            registered[user_id] ||= {} if slots.zero? || registered.length < slots
          end
        end

        # @return [Hash{String => Hash}] the result by user id
        def registered(session)
          @lock.synchronize { @registered[session["Id"]].dup }
        end

        # @return [void]
        def complete(session, user_id, result)
          @lock.synchronize { @registered[session["Id"]][user_id]&.update(result.slice("Score", "Completed")) }
        end

        # @return [Hash, nil] the session with this day
        def session_of_day(course_id, module_id, day_id)
          of(course_id, module_id).find { |session| session["Days"].any? { |day| day["Id"] == day_id } }
        end

        # @return [void]
        def mark(day_id, user_id, attended)
          @lock.synchronize { @attended[day_id][user_id] = attended }
        end

        # @return [Array<Hash>] whether the user was there, by day
        def attendance(session, user_id)
          @lock.synchronize do
            session["Days"].map { |day| { "Id" => day["Id"], "Attended" => @attended[day["Id"]][user_id] || false } }
          end
        end

        private

        def id = SecureRandom.alphanumeric(12)

        def days(attributes)
          Array(attributes["Days"]).map { |day| { "Id" => id, **day } }
        end
      end
    end
  end
end
