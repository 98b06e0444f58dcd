# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The methods of {Users} that are about courses.
    module UserCourses
      # Ids in a request.
      MAX_IDS = 500
      private_constant :MAX_IDS

      # The courses that a user has, with the progress: `Complete`, `PercentageComplete`, `AssignedDate` and so on. Each
      # page is requested when it is needed.
      #
      # @param user [String, Hash] an id, or a user
      # @param limit [Integer] entries of a page
      # @yieldparam course [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such user
      # @raise [Error]
      def courses(user, limit: 500, &block)
        Pages.new(@client, Path.to("users", Path.id(user), "courses"), limit:, not_found: absent).each(&block)
      end

      # Assigns courses to users. Litmos silently ignores unknown ids, so the courses of each user are read before and
      # afterwards. It can be called again after any error.
      #
      #     report = litmos.users.assign_courses(["u1", "u2"], "c1")
      #     report.done # => [["u1", "c1"], ["u2", "c1"]]
      #
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param courses [Array<String, Hash>, String, Hash] ids, or courses
      # @param notify [Boolean] whether Litmos tells the users by e-mail
      # @yieldparam done [Integer] users so far
      # @yieldparam total [Integer]
      # @return [Assignment] what was assigned, what was assigned already, and what failed
      # @raise [ConfigurationError] for an invalid id, before any request
      def assign_courses(users, courses, notify: false, &progress)
        change(users, courses, wanted: true, progress:) do |user, ids|
          ids.each_slice(MAX_IDS) do |slice|
            @client.post(Path.to("users", user, "courses"), json: slice.map { |id| { Id: id } },
                                                            params: { sendmessage: notify })
          end
        end
      end

      # Unassigns courses, with one request for each user and course. Litmos keeps the results.
      #
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param courses [Array<String, Hash>, String, Hash] ids, or courses
      # @yieldparam done [Integer] users so far
      # @yieldparam total [Integer]
      # @return [Assignment] what was unassigned, what was not assigned, and what failed
      # @raise [ConfigurationError] for an invalid id, before any request
      def unassign_courses(users, courses, &progress)
        change(users, courses, wanted: false, progress:) do |user, ids|
          ids.each { |id| @client.delete(Path.to("users", user, "courses", id)) }
        end
      end

      # @param user [String, Hash] an id, or a user
      # @param course [String, Hash] an id, or a course
      # @return [Hash, nil] the result, with those of the modules; nil if the user does not have the course
      # @raise [Error]
      def course_result(user, course)
        @client.find(Path.to("users", Path.id(user), "courses"), Path.id(course))
      end

      # Resets the progress, so that the user takes the course again.
      #
      # @param user [String, Hash] an id, or a user
      # @param course [String, Hash] an id, or a course
      # @return [true]
      # @raise [Error]
      def reset_course(user, course)
        @client.put(Path.to("users", Path.id(user), "courses", Path.id(course), "reset"))
        true
      end

      private

      def change(users, courses, wanted:, progress:, &request_change)
        users, courses = [users, courses].map { |list| Path.ids(list) }
        users = [] if courses.empty?
        AssignmentChange.new(@client, courses, wanted:, &request_change).call(users, &progress)
      end
    end
  end
end
