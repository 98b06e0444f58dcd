# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The methods of {Users} that are about a user's progress with a course.
    module UserCourses
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
    end
  end
end
