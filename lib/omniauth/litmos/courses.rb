# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The courses of an account.
    class Courses
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      PATH = "/courses"
      PAGE = 500
      private_constant :PATH, :PAGE

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # All courses, page by page as they are wanted.
      #
      # @param limit [Integer] entries of a page
      # @param params [Hash] further parameters, such as `search`
      # @yieldparam course [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [Error]
      def each(limit: PAGE, **params, &block)
        pages(PATH, limit, params, &block)
      end

      # @param id [String]
      # @return [Hash, nil]
      # @raise [Error]
      def find(id)
        @client.find(PATH, Path.id(id))
      end

      # @param code [String, nil] or
      # @param name [String, nil]
      # @return [Hash, nil] the first course with exactly this code or name, in any case of letters. By name Litmos
      #   searches; for a code all courses are looked through.
      # @raise [ConfigurationError] without either
      # @raise [Error]
      def find_by(code: nil, name: nil)
        field, value = code ? ["Code", code] : ["Name", name]
        return named(value) if field == "Name"

        each.find { |course| course[field].to_s.casecmp?(value.to_s) }
      end

      # The users that have a course, with how far they are: `Completed`, `PercentageComplete` and so on.
      #
      # @param course [String, Hash] an id, or a course
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] where there is no such course
      # @raise [Error]
      def users(course, limit: PAGE, &block)
        below(course, "users", limit, block)
      end

      # @param course [String, Hash] an id, or a course
      # @param limit [Integer] entries of a page
      # @yieldparam part [Hash] a module, with its `Id`, `Code`, `Name` and `Description`
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] where there is no such course
      # @raise [Error]
      def modules(course, limit: PAGE, &block)
        below(course, "modules", limit, block)
      end

      private

      def named(name)
        if name.to_s.strip.empty?
          raise OmniAuth::Litmus::ConfigurationError.new("A course is found by its code or its name",
                                                         code: :invalid_value, hint: "Give code: or name:")
        end

        each(search: name).find { |course| course["Name"].to_s.casecmp?(name.to_s) }
      end

      def below(course, list, limit, block)
        id = Path.id(course)
        unless find(id)
          hint = "See courses.each for those that there are"
          raise NotFound.new("There is no such course", code: :no_such_course, hint:)
        end

        pages(Path.to("courses", id, list), limit, {}, &block)
      end

      def pages(path, limit, params, &block)
        pages = Pages.new(@client, path, limit:, params:)
        block ? pages.each(&block) : pages.lazy
      end
    end
  end
end
