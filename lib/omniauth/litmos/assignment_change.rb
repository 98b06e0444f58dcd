# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Assigns courses to users, or unassigns them. For each user it reads the present courses, requests the change and
    # reads the courses again: one request if nothing is to change, and three otherwise. After an error that affects all
    # users, such as a rejected key, the rest is not tried.
    #
    # @api private
    class AssignmentChange
      include OmniAuth::Litmus::Unserializable

      # @param client [Client]
      # @param courses [Array<String>] ids
      # @param wanted [Boolean] whether the users shall have the courses
      # @yieldparam user [String] an id
      # @yieldparam courses [Array<String>] ids; the block requests the change
      def initialize(client, courses, wanted:, &request_change)
        @client = client
        @courses = courses
        @wanted = wanted
        @request_change = request_change
        @done = []
        @already = []
        @failed = {}
        @records = {}
      end

      # @param users [Array<String>] ids
      # @yieldparam done [Integer] users so far
      # @yieldparam total [Integer]
      # @return [Assignment]
      def call(users)
        users.each.with_index(1) do |user, count|
          @stopped ? fail(user, @courses) { :not_tried } : change(user)
          yield count, users.length if block_given?
        end
        Assignment.new(done: @done, already: @already, failed: @failed, error: @error)
      end

      private

      def change(user)
        before = as_wanted(user)
        @already.concat(pairs(user, @courses & before))
        missing = @courses - before
        verify(user, missing, attempt { @request_change.call(user, missing) }) if missing.any?
      rescue NotFound
        fail(user, missing || @courses) { :no_such_user }
      rescue OmniAuth::Litmus::Error => e
        record(e, affects_all: !e.is_a?(OmniAuth::Litmus::ApiError))
        fail(user, missing || @courses) { :request_failed }
      end

      def verify(user, courses, error)
        after = as_wanted(user)
        @done.concat(pairs(user, courses & after))
        fail(user, courses - after) { |course| reason(user, course, error) }
      end

      # @return [Array<String>] ids of the courses that the user has, or with `wanted: false` does not have
      def as_wanted(user)
        assigned = @client.users.courses(user).map { |course| course["Id"].to_s }.to_a
        @wanted ? assigned : @courses - assigned
      end

      # A request that failed may have worked all the same, so the courses are read again after it, too.
      def attempt
        yield
        nil
      rescue OmniAuth::Litmus::Error => e
        record(e)
        e
      end

      # @param affects_all [Boolean] whether the next user's request would fail as well
      def record(error, affects_all: error.is_a?(OmniAuth::Litmus::RateLimited))
        raise error if error.is_a?(OmniAuth::Litmus::ConfigurationError)

        @stopped = true if affects_all || [401, 403].include?(error.status)
        @error = error
      end

      def fail(user, courses)
        courses.each { |course| @failed[[user, course]] = yield(course) }
      end

      def pairs(user, courses)
        courses.map { |course| [user, course] }
      end

      # Reads user and course to find the reason, each at most once.
      def reason(user, course, error)
        return :request_failed if error

        course = read(:courses, course) or return :no_such_course
        return :inactive if read(:users, user)&.fetch("Active", nil) == false

        course["Active"] == false ? :inactive_course : :not_updated
      rescue OmniAuth::Litmus::Error => e
        record(e)
        :request_failed
      end

      def read(list, id)
        @records.fetch([list, id]) { |key| @records[key] = @client.public_send(list).find(id) }
      end
    end
  end
end
