# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The learning paths of an account: courses in an order.
    class LearningPaths
      include Collection

      # @param name [String]
      # @return [Hash, nil] the first learning path with exactly this name, in any case
      # @raise [ConfigurationError] without a name
      # @raise [Error]
      def find_by(name:)
        named(name)
      end

      # @param learning_path [String, Hash] an id, or a learning path
      # @param limit [Integer] entries of a page
      # @yieldparam course [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such learning path
      # @raise [Error]
      def courses(learning_path, limit: PAGE_SIZE, &block)
        pages_below(learning_path, "courses", limit:, &block)
      end

      # The users that have a learning path, with their progress.
      #
      # @param learning_path [String, Hash] an id, or a learning path
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such learning path
      # @raise [Error]
      def users(learning_path, limit: PAGE_SIZE, &block)
        pages_below(learning_path, "users", limit:, &block)
      end

      private

      def path = "/learningpaths"

      def absent
        NotFound.new("There is no such learning path", code: :no_such_learning_path, hint: "See learning_paths.each")
      end
    end
  end
end
