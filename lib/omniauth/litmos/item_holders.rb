# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Which users have some items (courses or learning paths), by the lists of the items' users: for many users, these
    # are a few pages, where the list of each user would be a request.
    #
    # @api private
    class ItemHolders
      include OmniAuth::Litmus::Unserializable

      # The lists are read for so many users, or more.
      MANY = 10
      # Users of a page.
      PAGE = 500
      private_constant :MANY, :PAGE

      # @param list [Courses, LearningPaths]
      # @param items [Array<String>] ids
      # @param ids [Array<String>] of users
      def initialize(list, items, ids)
        @list = list
        @items = items
        @ids = ids.to_h { |id| [id, true] }
      end

      # Before a change. A course that everybody has had for years has a long list; then the users are asked after all.
      #
      # @return [Hash{String => Array<String>}, nil] items by user; nil if the lists are more than a quarter of the
      #   requests that the users would be, or cannot be read
      def before
        read(@ids.length / 4) if @ids.length >= [MANY, 4 * @items.length].max
      rescue OmniAuth::Litmus::Error
        nil # the first user's list says the same, and the report has it
      end

      # After it.
      #
      # @return [Hash{String => Array<String>}] items by user
      # @raise [Error]
      def after
        read(Float::INFINITY)
      end

      private

      def read(most)
        rows = 0
        held = Hash.new { |items, id| items[id] = [] }
        @items.each do |item|
          users_of(item) do |id|
            return nil if (rows += 1) > most * PAGE

            held[id] << item if @ids.key?(id)
          end
        end
        held
      end

      def users_of(item)
        @list.users(item, limit: PAGE) { |user| yield user["Id"].to_s }
      rescue NotFound
        nil # nobody has it
      end
    end
  end
end
