# frozen_string_literal: true

require "monitor"
require "securerandom"
require_relative "curricula"
require_relative "enrolment"
require_relative "timetable"
require_relative "webhook_sender"

module OmniAuth
  module Litmos
    class Sandbox
      # The courses of the account, their enrolments and the achievements, in memory. Each operation holds the lock.
      #
      # @api private
      class Catalogue
        include OmniAuth::Litmus::Unserializable

        # The fields that Litmos wrote where it was recorded.
        COURSE = { "Id" => nil, "Code" => "", "Name" => "", "Active" => true, "ForSale" => false, "OriginalId" => nil,
                   "Description" => "", "EcommerceShortDescription" => "", "EcommerceLongDescription" => "",
                   "CourseCodeForBulkImport" => "", "Price" => 0.0, "AccessTillDate" => nil,
                   "AccessTillDays" => nil }.freeze
        MODULE = { "Id" => nil, "Code" => "", "Name" => "", "Description" => "" }.freeze
        private_constant :COURSE, :MODULE

        # @return [Hash{String => Hash}] by id, with `Modules`
        attr_reader :courses

        # @return [Array<Hash>] oldest first
        attr_reader :achievements

        # @return [Curricula]
        attr_reader :curricula

        # @return [Timetable]
        attr_reader :timetable

        # @param settings [Settings]
        # @param directory [Directory]
        def initialize(settings, directory)
          @settings = settings
          @sender = WebhookSender.new(settings, directory)
          @lock = Monitor.new
          @curricula = Curricula.new(settings, self, @lock)
          @timetable = Timetable.new(@lock)
          @courses = settings.courses.each.with_index(1).to_h do |course, number|
            [course.fetch("Id"), whole(course, number)]
          end
          @assigned = Hash.new { |hash, user_id| hash[user_id] = {} }
          @achievements = []
        end

        # @return [void]
        def assign(user_id, ids)
          return unless @settings.ignore_silently

          @lock.synchronize do
            (ids & courses.keys).each { |id| @assigned[user_id][id] ||= Enrolment.new(courses[id], @settings.now) }
          end
        end

        # @return [Boolean] whether the course was assigned
        def unassign(user_id, course_id)
          @lock.synchronize { !@assigned[user_id].delete(course_id).nil? }
        end

        # @return [void]
        def forget(user_id)
          @lock.synchronize { @assigned.delete(user_id) }
          curricula.forget(user_id)
        end

        # @return [Enrolment, nil]
        def enrolment(user_id, course_id)
          @lock.synchronize { @assigned[user_id][course_id] }
        end

        # @return [Array<Enrolment>]
        def of_user(user_id)
          @lock.synchronize { @assigned[user_id].values }
        end

        # @return [Hash{String => Enrolment}] by user id
        def of_course(course_id)
          @lock.synchronize { @assigned.transform_values { |courses| courses[course_id] }.compact }
        end

        # @return [Array<Array(String, Enrolment)>] with the user id
        def changed_since(time)
          @lock.synchronize { @assigned.flat_map { |user_id, courses| courses.values.map { |one| [user_id, one] } } }
               .select { |_, enrolment| enrolment.changed_at >= time }
        end

        # @param result [Hash] of a module
        # @return [Boolean] false if the user does not have the course, or the course not the module
        def complete(module_id, result)
          user_id, course_id = result.values_at("UserId", "CourseId")
          @lock.synchronize do
            enrolment = enrolment(user_id, course_id)
            next false unless enrolment&.module?(module_id)

            earned = enrolment.complete(module_id, result, @settings.now)
            earn(user_id, enrolment) if earned
            true
          end
        end

        private

        def whole(course, number)
          made = { "OriginalId" => number, "CourseCodeForBulkImport" => "#{number}-#{course["Code"]}" }
          modules = course["Modules"]&.map { |part| { **MODULE, **part } }
          { **COURSE, **made, **course, **{ "Modules" => modules }.compact }
        end

        def earn(user_id, enrolment)
          @achievements << achievement(user_id, enrolment)
          @sender.tell(@achievements.last, enrolment.course)
        end

        def achievement(user_id, enrolment)
          id = SecureRandom.alphanumeric(12)
          { "AchievementId" => id, "CourseId" => enrolment.course["Id"], "UserId" => user_id,
            "Title" => enrolment.course["Name"], "Description" => enrolment.course["Description"].to_s,
            "AchievementDate" => enrolment.completed_at, "CompliantTillDate" => nil, "Score" => enrolment.score,
            "Result" => "Completed", "Type" => "Course", "CertificateId" => id }
        end
      end
    end
  end
end
