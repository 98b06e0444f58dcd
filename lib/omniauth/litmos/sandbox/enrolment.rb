# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Sandbox
      # That a user has a course, and how far they are with it.
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
          begin_anew(now)
        end

        # @return [void]
        def begin_anew(now)
          @results = {}
          @completed_at = nil
          @changed_at = now
        end

        # @return [Boolean] whether the course has this module
        def part?(module_id)
          parts.any? { |part| part["Id"] == module_id }
        end

        # @return [Boolean] whether the course is complete by it, and was not before
        def complete(module_id, result, now)
          @results[module_id] = result
          @changed_at = now
          return false if @completed_at || parts.any? { |part| !done?(part) }

          @completed_at = now
          true
        end

        # @return [Numeric, nil] the mean of the modules'
        def score
          scores = @results.values.filter_map { |result| result["Score"] }
          scores.sum / scores.length if scores.any?
        end

        # @return [Hash] as the list of a user's courses has it
        def to_h
          course.slice("Id", "Code", "Name", "Active").merge(
            "Complete" => !completed_at.nil?, "PercentageComplete" => percentage, "AssignedDate" => @assigned_at,
            "StartDate" => nil, "DateCompleted" => completed_at, "UpToDate" => !completed_at.nil?, "Overdue" => false,
            "CompliantTill" => nil, "IsLearningPath" => false, "OriginalId" => course["OriginalId"]
          )
        end

        # @return [Hash] with the modules
        def in_full
          modules = parts.map do |part|
            { **part, "Completed" => done?(part), "Score" => @results.dig(part["Id"], "Score") }
          end
          { **to_h, "Modules" => modules }
        end

        # @return [Hash] how far the user is, as lists of the course's users and of results have it
        def progress
          { "Completed" => !completed_at.nil?, "PercentageComplete" => percentage, "CompliantTill" => nil,
            "DueDate" => nil, "AccessTillDate" => nil }
        end

        private

        def parts
          course["Modules"] || []
        end

        def done?(part)
          @results.dig(part["Id"], "Completed") ? true : false
        end

        def percentage
          return 0.0 if parts.empty?

          (100.0 * parts.count { |part| done?(part) } / parts.length).round(1)
        end
      end
    end
  end
end
