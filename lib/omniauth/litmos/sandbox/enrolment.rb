# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Sandbox
      # A course that is assigned to a user, and the user's progress.
      #
      # @api private
      class Enrolment
        include OmniAuth::Litmus::Unserializable

        # @return [Hash] the course
        attr_reader :course

        # @return [Time, nil]
        attr_reader :completed_at

        # @return [Time]
        attr_reader :changed_at

        # @param course [Hash]
        # @param now [Time]
        def initialize(course, now)
          @course = course
          @assigned_at = @changed_at = now
          reset(now)
        end

        # @return [void]
        def reset(now)
          @results = {}
          @completed_at = nil
          @changed_at = now
        end

        # @return [Boolean] whether the course has this module
        def module?(module_id)
          modules.any? { |mod| mod["Id"] == module_id }
        end

        # @return [Boolean] whether this completes the course
        def complete(module_id, result, now)
          @results[module_id] = result
          @changed_at = now
          return false if @completed_at || modules.any? { |mod| !completed?(mod) }

          @completed_at = now
          true
        end

        # @return [Numeric, nil] the mean of the modules' scores
        def score
          scores = @results.values.filter_map { |result| Float(result["Score"].to_s, exception: false)&.round }
          scores.sum / scores.length if scores.any?
        end

        # @return [Hash] as in the list of a user's courses
        def to_h
          course.slice("Id", "Code", "Name", "Active").merge(
            "Complete" => !completed_at.nil?, "PercentageComplete" => percentage, "AssignedDate" => @assigned_at,
            "StartDate" => nil, "DateCompleted" => completed_at, "UpToDate" => !completed_at.nil?, "Overdue" => false,
            "CompliantTill" => nil, "IsLearningPath" => false, "OriginalId" => course["OriginalId"]
          )
        end

        # @return [Hash] with the modules
        def in_full
          { **to_h, "Modules" => modules.map do |mod|
            { **mod, "Completed" => completed?(mod), "Score" => @results.dig(mod["Id"], "Score") }
          end }
        end

        # @return [Hash] the fields that lists of users and of results have
        def progress
          { "Completed" => !completed_at.nil?, "PercentageComplete" => percentage, "CompliantTill" => nil,
            "DueDate" => nil, "AccessTillDate" => nil }
        end

        private

        def modules
          course["Modules"] || []
        end

        def completed?(mod)
          @results.dig(mod["Id"], "Completed") ? true : false
        end

        def percentage
          return 0.0 if modules.empty?

          (100.0 * modules.count { |mod| completed?(mod) } / modules.length).round(1)
        end
      end
    end
  end
end
