# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The courses of {Users}.
    module UserCourses
      # Ids of one request.
      MOST = 500
      private_constant :MOST

      # The courses that a user has, with how far they are: `Complete`, `PercentageComplete`, `AssignedDate` and so on.
      #
      # @param user [String, Hash] an id, or a user
      # @param limit [Integer] entries of a page
      # @yieldparam course [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, where there is no such user
      # @raise [Error]
      def courses(user, limit: 500, &block)
        pages = Pages.new(@client, Path.to("users", Path.id(user), "courses"), limit:, absent:)
        block ? pages.each(&block) : pages.lazy
      end

      # Gives courses to users. Litmos ignores ids that are wrong, and says nothing of it: so what each user has is
      # looked up before and afterwards. It may be called again after whatever has interrupted it.
      #
      #     report = litmos.users.assign_courses(["u1", "u2"], "c1")
      #     report.done # => [["u1", "c1"], ["u2", "c1"]]
      #
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param courses [Array<String, Hash>, String, Hash] ids, or courses
      # @param notify [Boolean] whether Litmos tells the users by e-mail
      # @yieldparam done [Integer] users that are through
      # @yieldparam total [Integer]
      # @return [Assignment] who has got what, who had it before, and what was not assigned and why
      # @raise [ConfigurationError] for what is no id, before anything is asked
      def assign_courses(users, courses, notify: false, &progress)
        change(users, courses, wanted: true, progress:) do |user, ids|
          ids.each_slice(MOST) do |slice|
            @client.post(Path.to("users", user, "courses"), json: slice.map { |id| { Id: id } },
                                                            params: { sendmessage: notify })
          end
        end
      end

      # Takes courses from users, one request each. What they have done in them is Litmos's to keep.
      #
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @param courses [Array<String, Hash>, String, Hash] ids, or courses
      # @yieldparam done [Integer] users that are through
      # @yieldparam total [Integer]
      # @return [Assignment] from whom it was taken, who had not had it, and who has it still and why
      # @raise [ConfigurationError] for what is no id, before anything is asked
      def unassign_courses(users, courses, &progress)
        change(users, courses, wanted: false, progress:) do |user, ids|
          ids.each { |id| @client.delete(Path.to("users", user, "courses", id)) }
        end
      end

      # @param user [String, Hash] an id, or a user
      # @param course [String, Hash] an id, or a course
      # @return [Hash, nil] how the user has done in it, with its modules; nil: the user does not have it
      # @raise [Error]
      def course_result(user, course)
        @client.find(Path.to("users", Path.id(user), "courses"), Path.id(course))
      end

      # Has a user begin a course anew.
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

      def change(users, courses, wanted:, progress:, &ask)
        users, courses = [users, courses].map { |list| Path.ids(list) }
        users = [] if courses.empty?
        AssignmentChange.new(@client, courses, wanted:, &ask).call(users, &progress)
      end
    end
  end
end
