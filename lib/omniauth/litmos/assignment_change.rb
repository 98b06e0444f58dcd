# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Assigns items (courses or learning paths) to holders (users or teams), or unassigns them. For each holder it reads
    # the present items, requests the change and reads the items again: one request if nothing is to change, and three
    # otherwise. For many users it reads the lists of the items' users instead, before the first change and after the
    # last: see {ItemHolders}. A list may leave somebody out, such as an inactive user; their items are then read as for
    # a few users. After an error that affects all holders, such as a rejected key, the rest is not tried.
    #
    # @api private
    class AssignmentChange
      include OmniAuth::Litmus::Unserializable

      # Up to this many items are read one by one; more of them from the list of all.
      MAX_SINGLE_READS = 10
      NO_SUCH = { courses: :no_such_course, learning_paths: :no_such_learning_path }.freeze
      INACTIVE = { courses: :inactive_course, learning_paths: :inactive_learning_path }.freeze
      private_constant :MAX_SINGLE_READS, :NO_SUCH, :INACTIVE

      # @param client [Client]
      # @param holders [Users, Teams]
      # @param kind [Symbol] `:courses` or `:learning_paths`
      # @param items [Array<String>] ids
      # @param wanted [Boolean] whether the holders shall have the items
      # @yieldparam holder [String] an id
      # @yieldparam items [Array<String>] ids; the block requests the change
      def initialize(client, holders, kind, items, wanted:, &request_change)
        @client = client
        @holders = holders
        @kind = kind
        @items = items
        @wanted = wanted
        @request_change = request_change
        @done = []
        @already = []
        @failed = {}
        @holder_records = {}
      end

      # @param ids [Array<String>] of holders
      # @yieldparam done [Integer] holders so far
      # @yieldparam total [Integer]
      # @return [Assignment]
      def call(ids, &)
        ids = [] if @items.empty?
        @lists = ItemHolders.new(@client.public_send(@kind), @items, ids)
        @held = @lists.before if @wanted && @holders.is_a?(Users)
        @unverified = {}
        change_all(ids, &)
        verify_together if @unverified.any?
        Assignment.new(done: @done, already: @already, failed: @failed, error: @error)
      end

      private

      def change_all(ids)
        ids.each.with_index(1) do |holder, count|
          @stopped ? fail(holder, @items) { :not_tried } : change(holder)
          yield count, ids.length if block_given?
        end
      end

      def change(holder)
        before = @held ? @held.fetch(holder, []) : as_wanted(holder)
        @already.concat(pairs(holder, @items & before))
        missing = @items - before
        return if missing.empty?

        error = attempt { @request_change.call(holder, missing) }
        @held ? @unverified[holder] = [missing, error] : verify(holder, missing, error)
      rescue OmniAuth::Litmus::Error => e
        give_up(holder, missing || @items, e)
      end

      def verify_together
        held = {}
        attempt { held = @lists.after }
        @unverified.each do |holder, (items, error)|
          done, rest = items.partition { |item| held.fetch(holder, []).include?(item) }
          @done.concat(pairs(holder, done))
          verify_alone(holder, rest, error) if rest.any?
        end
      end

      def verify_alone(holder, items, error)
        @stopped ? fail(holder, items) { :request_failed } : verify(holder, items, error)
      rescue OmniAuth::Litmus::Error => e
        give_up(holder, items, e)
      end

      def give_up(holder, items, error)
        return fail(holder, items) { error.code } if error.is_a?(NotFound)

        record(error, affects_all: !error.is_a?(OmniAuth::Litmus::ApiError))
        fail(holder, items) { :request_failed }
      end

      def verify(holder, items, error)
        after = as_wanted(holder)
        @done.concat(pairs(holder, items & after))
        fail(holder, items - after) { |item| reason(holder, item, error) }
      end

      # @return [Array<String>] ids of the items that the holder has, or with `wanted: false` does not have
      def as_wanted(holder)
        assigned = @holders.public_send(@kind, holder).reject { |item| optional?(item) }.map { |item| item["Id"].to_s }
        @wanted ? assigned.to_a : @items - assigned.to_a
      end

      # A course that a team has in its library only.
      def optional?(item)
        item["CourseTeamLibrary"].to_s.casecmp?("true")
      end

      # A request that failed may have worked all the same, so the items are read again after it, too.
      def attempt
        yield
        nil
      rescue OmniAuth::Litmus::Error => e
        record(e) unless e.is_a?(OmniAuth::Litmus::ApiError) && NotFound.meant_by?(e) # found again when it is read
        e
      end

      # @param affects_all [Boolean] whether the next holder's request would fail as well
      def record(error, affects_all: error.is_a?(OmniAuth::Litmus::RateLimited))
        raise error if error.is_a?(OmniAuth::Litmus::ConfigurationError)

        @stopped = true if affects_all || [401, 403].include?(error.status)
        @error = error
      end

      def fail(holder, items)
        items.each { |item| @failed[[holder, item]] = yield(item) }
      end

      def pairs(holder, items)
        items.map { |item| [holder, item] }
      end

      # Reads holder and item to find the reason, each at most once.
      def reason(holder, id, error)
        return :request_failed if error

        item = item_records[id] or return NO_SUCH.fetch(@kind)
        return :inactive if holder_record(holder)&.fetch("Active", nil) == false

        item["Active"] == false ? INACTIVE.fetch(@kind) : :not_updated
      rescue OmniAuth::Litmus::Error => e
        record(e)
        :request_failed
      end

      def holder_record(id)
        @holder_records.fetch(id) { @holder_records[id] = @holders.find(id) }
      end

      # @return [Hash{String => Hash, nil}] by id
      def item_records
        @item_records ||= begin
          list = @client.public_send(@kind)
          single = Hash.new { |records, id| records[id] = list.find(id) }
          @items.length > MAX_SINGLE_READS ? list.each.to_h { |item| [item["Id"].to_s, item] } : single
        end
      end
    end
  end
end
