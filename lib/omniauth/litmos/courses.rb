# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The courses of an account.
    class Courses
      include Collection

      # @param code [String, nil] or
      # @param name [String, nil]
      # @return [Hash, nil] the first course with exactly this code or name, in any case. Litmos searches by name; to
      #   find a code, all courses are read.
      # @raise [ConfigurationError] without either
      # @raise [Error]
      def find_by(code: nil, name: nil)
        hint = "Give code: or name:"
        return named(name, hint:) unless code

        code = words(code, hint:)
        each.find { |course| course["Code"].to_s.casecmp?(code) }
      end

      # The users that have a course, with their progress: `Completed`, `PercentageComplete` and so on.
      #
      # @param course [String, Hash] an id, or a course
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] if there is no such course
      # @raise [Error]
      def users(course, limit: PAGE_SIZE, &block)
        pages_below(existing(course), "users", limit:, &block)
      end

      # @param course [String, Hash] an id, or a course
      # @param limit [Integer] entries of a page
      # @yieldparam part [Hash] a module, with its `Id`, `Code`, `Name` and `Description`
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] if there is no such course
      # @raise [Error]
      def modules(course, limit: PAGE_SIZE, &block)
        pages_below(existing(course), "modules", limit:, &block)
      end

      # The modules of a course that an instructor teaches, with their sessions: see {#sessions}.
      #
      # @param course [String, Hash] an id, or a course
      # @param limit [Integer] entries of a page
      # @yieldparam part [Hash] a module
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] if there is no such course
      # @raise [Error]
      def ilt_modules(course, limit: PAGE_SIZE, &block)
        pages_below(course, "modules", "ilt", limit:, &block)
      end

      # @param course [String, Hash] an id, or a course
      # @param part [String, Hash] a module of it that an instructor teaches, or its id
      # @return [Sessions]
      # @raise [ConfigurationError] for an invalid id
      def sessions(course, part)
        Sessions.new(@client, course, part)
      end

      # @param course [String, Hash] an id, or a course
      # @return [Hash] the values of the custom fields by name
      # @raise [NotFound] if there is no such course
      # @raise [Error]
      def custom_fields(course)
        CustomFields.read(@client, Path.to("courses", Path.id(course), "coursecustomfields")) || raise(absent)
      end

      private

      def path = "/courses"

      def absent
        NotFound.new("There is no such course", code: :no_such_course, hint: "See courses.each")
      end
    end
  end
end
