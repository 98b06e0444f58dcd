# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Sandbox
      # The learning paths of the account, who has them, and what teams have, in memory. Each operation holds the lock.
      #
      # @api private
      class Curricula
        include OmniAuth::Litmus::Unserializable

        # @return [Hash{String => Hash}] by id, with `Courses`: their ids
        attr_reader :learning_paths

        # @param settings [Settings]
        # @param catalogue [Catalogue]
        # @param lock [Monitor]
        def initialize(settings, catalogue, lock)
          @settings = settings
          @catalogue = catalogue
          @lock = lock
          @learning_paths = settings.learning_paths.to_h { |path| [path.fetch("Id"), { "Active" => true, **path }] }
          @paths = Hash.new { |hash, user_id| hash[user_id] = {} }
          @of_teams = Hash.new { |hash, kind| hash[kind] = Hash.new { |teams, team_id| teams[team_id] = [] } }
        end

        # @return [Array<Hash>] courses
        def courses(path_id)
          learning_paths.fetch(path_id).fetch("Courses", []).filter_map { |id| @catalogue.courses[id] }
        end

        # Assigns the courses, too.
        #
        # @return [void]
        def assign_paths(user_id, ids)
          return unless @settings.ignore_silently

          (ids & learning_paths.keys).each do |id|
            @lock.synchronize { @paths[user_id][id] ||= @settings.now }
            @catalogue.assign(user_id, courses(id).map { |course| course["Id"] })
          end
        end

        # @return [Boolean] whether the learning path was assigned
        def unassign_path(user_id, id)
          @lock.synchronize { !@paths[user_id].delete(id).nil? }
        end

        # @return [Array<Hash>] as in the list of a user's learning paths
        def of_user(user_id)
          assigned = @lock.synchronize { @paths[user_id].dup }
          assigned.map { |id, at| learning_paths.fetch(id).except("Courses").merge(progress(user_id, id, at)) }
        end

        # @return [Hash{String => Hash}] the progress by user id
        def users_of(path_id)
          assigned = @lock.synchronize { @paths.transform_values { |paths| paths[path_id] }.compact }
          assigned.to_h { |user_id, at| [user_id, progress(user_id, path_id, at)] }
        end

        # @param kind [String] `"courses"`, `"library"` (courses that members may choose) or `"learningpaths"`
        # @return [Array<Hash>]
        def of_team(team_id, kind)
          known = known(kind)
          @lock.synchronize { @of_teams[kind][team_id].map { |id| known.fetch(id) } }
        end

        # The members get them, too.
        #
        # @return [void]
        def assign_to_team(team_id, kind, ids, member_ids)
          return unless @settings.ignore_silently

          @lock.synchronize { @of_teams[kind][team_id] |= ids & known(kind).keys }
          enrol(team_id, member_ids)
        end

        # @return [void]
        def unassign_from_team(team_id, kind, ids)
          @lock.synchronize { @of_teams[kind][team_id] -= ids }
        end

        # New members of a team get what it has.
        #
        # @return [void]
        def enrol(team_id, user_ids)
          courses, paths = %w[courses learningpaths].map { |kind| of_team(team_id, kind).map { |item| item["Id"] } }
          user_ids.each do |user_id|
            @catalogue.assign(user_id, courses)
            assign_paths(user_id, paths)
          end
        end

        # @return [void]
        def forget(user_id)
          @lock.synchronize { @paths.delete(user_id) }
        end

        private

        def known(kind)
          kind == "learningpaths" ? learning_paths : @catalogue.courses
        end

        def progress(user_id, path_id, assigned_at)
          enrolments = courses(path_id).map { |course| @catalogue.enrolment(user_id, course["Id"]) }.compact
          completed = enrolments.map(&:completed_at)
          complete = completed.any? && completed.all? && completed.length == courses(path_id).length
          { "Complete" => complete, "PercentageComplete" => percentage(enrolments), "AssignedDate" => assigned_at,
            "StartDate" => nil, "DateCompleted" => (completed.max if complete) }
        end

        def percentage(enrolments)
          enrolments.sum { |one| one.to_h["PercentageComplete"] } / [enrolments.length, 1].max
        end
      end
    end
  end
end
