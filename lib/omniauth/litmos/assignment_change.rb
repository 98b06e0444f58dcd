# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Gives courses to users, or takes them away: what each has is seen before, asked for, and seen afterwards. A user
    # costs one request where nothing is to change, and three where something is. After a failure that holds for all,
    # such as a key that is refused, no further user is tried.
    #
    # @api private
    class AssignmentChange
      include OmniAuth::Litmus::Unserializable

      # @param client [Client]
      # @param courses [Array<String>] ids
      # @yieldparam user [String] an id
      # @yieldparam courses [Array<String>] ids of those that are to change: asks for it
      def initialize(client, courses, wanted:, &ask)
        @client = client
        @courses = courses
        @wanted = wanted
        @ask = ask
        @done = []
        @already = []
        @failed = {}
        @known = {}
      end

      # @param users [Array<String>] ids
      # @yieldparam done [Integer] users that are through
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
        rest = @courses - before
        settle(user, rest, attempt { @ask.call(user, rest) }) if rest.any?
      rescue NotFound
        fail(user, rest || @courses) { :no_such_user }
      rescue OmniAuth::Litmus::Error => e
        note(e, !e.is_a?(OmniAuth::Litmus::ApiError))
        fail(user, rest || @courses) { :request_failed }
      end

      def settle(user, courses, error)
        after = as_wanted(user)
        @done.concat(pairs(user, courses & after))
        fail(user, courses - after) { |course| reason(user, course, error) }
      end

      # @return [Array<String>] ids of those courses with which all is as it shall be
      def as_wanted(user)
        had = @client.users.courses(user).map { |course| course["Id"].to_s }.to_a
        @wanted ? had : @courses - had
      end

      # What failed may have worked: what the user has is looked up all the same.
      def attempt
        yield
        nil
      rescue OmniAuth::Litmus::Error => e
        note(e)
        e
      end

      # @param lasting [Boolean] whether it would be so with the next user
      def note(error, lasting = error.is_a?(OmniAuth::Litmus::RateLimited))
        raise error if error.is_a?(OmniAuth::Litmus::ConfigurationError)

        @stopped = true if lasting || [401, 403].include?(error.status)
        @error = error
      end

      def fail(user, courses)
        courses.each { |course| @failed[[user, course]] = yield(course) }
      end

      def pairs(user, courses)
        courses.map { |course| [user, course] }
      end

      # Looked up only for what has not worked, and each once.
      def reason(user, course, error)
        return :request_failed if error

        course = known(:courses, course) or return :no_such_course
        return :inactive if known(:users, user)&.fetch("Active", nil) == false

        course["Active"] == false ? :inactive_course : :not_updated
      rescue OmniAuth::Litmus::Error => e
        note(e)
        :request_failed
      end

      def known(list, id)
        @known.fetch([list, id]) { |key| @known[key] = @client.public_send(list).find(id) }
      end
    end
  end
end
