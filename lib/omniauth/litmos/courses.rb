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
        return named(name) unless code

        each.find { |course| course["Code"].to_s.casecmp?(code.to_s) }
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
        below(course, "users", limit, &block)
      end

      # @param course [String, Hash] an id, or a course
      # @param limit [Integer] entries of a page
      # @yieldparam part [Hash] a module, with its `Id`, `Code`, `Name` and `Description`
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] if there is no such course
      # @raise [Error]
      def modules(course, limit: PAGE_SIZE, &block)
        below(course, "modules", limit, &block)
      end

      private

      def path = "/courses"

      def below(course, list, limit, &)
        pages("courses", existing(course, "course", code: :no_such_course), list, limit:, &)
      end

      def named(name)
        if name.to_s.strip.empty?
          raise OmniAuth::Litmus::ConfigurationError.new("A course is found by its code or its name",
                                                         code: :invalid_value, hint: "Give code: or name:")
        end

        each(search: name).find { |course| course["Name"].to_s.casecmp?(name.to_s) }
      end
    end
  end
end
