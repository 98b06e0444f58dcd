# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The methods of {Users} and {Teams} that are about courses and learning paths. Their first argument are users for
    # {Users}, and teams for {Teams}.
    #
    # Litmos silently ignores unknown ids, so a change reads what each user or team has before and afterwards. It can be
    # called again after any error.
    #
    #     report = litmos.users.assign_courses(["u1", "u2"], "c1")
    #     report.done # => [["u1", "c1"], ["u2", "c1"]]
    module LearningAssignments
      # Ids in a request.
      MAX_IDS = 500
      # A team may have a course twice: for its members, and in its library.
      ONE_COURSE = ->(course) { course.values_at("Id", "CourseTeamLibrary") }
      # As paths have them.
      SEGMENTS = { courses: "courses", learning_paths: "learningpaths" }.freeze
      private_constant :MAX_IDS, :ONE_COURSE, :SEGMENTS

      # The courses that a user or a team has; those of a user with the progress: `Complete`, `PercentageComplete`,
      # `AssignedDate` and so on. Each page is requested when it is needed.
      #
      # @param holder [String, Hash] an id, a user, or a team
      # @param limit [Integer] entries of a page
      # @yieldparam course [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such user or team
      # @raise [Error]
      def courses(holder, limit: 500, &block)
        pages_below(holder, "courses", limit:, identity: ONE_COURSE, &block)
      end

      # Assigns courses to users or teams. Litmos has a request for each user, and none for several: so 1,000 users and
      # 3 courses are about 1,000 requests, ten minutes at Litmos's limit. What they have before and afterwards is read
      # from the lists of the courses' users (a page is 500 users) from ten users on; from the list of each user, two
      # requests more for each, if there are fewer users, or the courses' lists are long.
      #
      # @param holders [Array<String, Hash>, String, Hash] ids, users, or teams
      # @param courses [Array<String, Hash>, String, Hash] ids, or courses
      # @param notify [Boolean] whether Litmos tells the users by e-mail
      # @yieldparam done [Integer] users or teams so far
      # @yieldparam total [Integer]
      # @return [Assignment] what was assigned, what was assigned already, and what failed
      # @raise [ConfigurationError] for an invalid id, before any request
      def assign_courses(holders, courses, notify: false, &progress)
        assign_all(:courses, holders, courses, notify, &progress)
      end

      # Unassigns courses. Litmos keeps the results.
      #
      # @param holders [Array<String, Hash>, String, Hash] ids, users, or teams
      # @param courses [Array<String, Hash>, String, Hash] ids, or courses
      # @yieldparam done [Integer] users or teams so far
      # @yieldparam total [Integer]
      # @return [Assignment] what was unassigned, what was not assigned, and what failed
      # @raise [ConfigurationError] for an invalid id, before any request
      def unassign_courses(holders, courses, &)
        unassign_all(:courses, holders, courses, &)
      end

      # As {#courses}, for learning paths.
      #
      # @param holder [String, Hash] an id, a user, or a team
      # @param limit [Integer] entries of a page
      # @yieldparam learning_path [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such user or team
      # @raise [Error]
      def learning_paths(holder, limit: 500, &block)
        pages_below(holder, "learningpaths", limit:, &block)
      end

      # As {#assign_courses}, for learning paths.
      #
      # @param holders [Array<String, Hash>, String, Hash] ids, users, or teams
      # @param learning_paths [Array<String, Hash>, String, Hash] ids, or learning paths
      # @param notify [Boolean] whether Litmos tells the users by e-mail
      # @yieldparam done [Integer] users or teams so far
      # @yieldparam total [Integer]
      # @return [Assignment]
      # @raise [ConfigurationError] for an invalid id, before any request
      def assign_learning_paths(holders, learning_paths, notify: false, &progress)
        assign_all(:learning_paths, holders, learning_paths, notify, &progress)
      end

      # As {#unassign_courses}, for learning paths.
      #
      # @param holders [Array<String, Hash>, String, Hash] ids, users, or teams
      # @param learning_paths [Array<String, Hash>, String, Hash] ids, or learning paths
      # @yieldparam done [Integer] users or teams so far
      # @yieldparam total [Integer]
      # @return [Assignment]
      # @raise [ConfigurationError] for an invalid id, before any request
      def unassign_learning_paths(holders, learning_paths, &)
        unassign_all(:learning_paths, holders, learning_paths, &)
      end

      private

      def assign_all(kind, holders, items, notify, &)
        request = ->(holder, ids) { assign(holder, kind, ids, notify) }
        AssignmentChange.new(@client, self, kind, Path.ids(items), wanted: true, &request).call(Path.ids(holders), &)
      end

      def unassign_all(kind, holders, items, &)
        request = ->(holder, ids) { unassign(holder, kind, ids) }
        AssignmentChange.new(@client, self, kind, Path.ids(items), wanted: false, &request).call(Path.ids(holders), &)
      end

      def assign(holder, kind, ids, notify)
        ids.each_slice(MAX_IDS) do |slice|
          @client.post("#{path}#{Path.to(holder, SEGMENTS.fetch(kind))}", json: entries(kind, slice),
                                                                          params: { sendmessage: notify })
        end
      end

      def entries(_kind, ids)
        ids.map { |id| { Id: id } }
      end

      def unassign(holder, kind, ids)
        ids.each { |id| @client.delete("#{path}#{Path.to(holder, SEGMENTS.fetch(kind), id)}") }
      end
    end
  end
end
