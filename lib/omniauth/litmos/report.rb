# frozen_string_literal: true

require "digest"
require "json"

module OmniAuth
  module Litmos
    # The rows of a report, page by page. It keeps one page in memory, whatever their number, and can be continued from
    # a {Cursor} after an interruption:
    #
    #     report = litmos.completions(since: "2026-01-01", cursor: File.exist?("cursor") ? File.read("cursor") : nil)
    #     report.each_page do |rows, cursor|
    #       rows.each { |row| puts row["UserName"] }
    #       File.write("cursor", cursor.to_s)
    #     end
    #
    # Pages overlap by some rows, since a list may become shorter while it is read: a row would move from the next page
    # to one that has been read, and be lost. Rows that come again are left out.
    class Report
      include Enumerable
      include OmniAuth::Litmus::Unserializable

      # Seven days are the API's maximum. Without the second, windows would begin at midnight, where rows are that have
      # a date and no time: they would be in two windows.
      WINDOW = (7 * 86_400) - 1
      # Rows that two pages have in common.
      OVERLAP = 20
      # Rows that a cursor remembers. They are more, for lists that become longer at their start.
      TAIL = 100
      private_constant :WINDOW, :OVERLAP, :TAIL

      # @return [Time, nil] the start of the whole report
      attr_reader :since

      # @api private
      # @param client [Client]
      # @param path [String]
      # @param limit [Integer] rows of a page, 1 to 1000
      # @param params [Hash] further parameters
      # @param how [Hash]
      # @option how [Time] :since and
      # @option how [Time] :to for a report in windows
      # @option how [String, Cursor] :cursor where to continue
      # @option how [#call] :where whether a row belongs to the report (all do)
      # @option how [Hash] :filter what `where` depends on
      def initialize(client, path, limit:, params: {}, **how)
        @client = client
        @path = path
        @limit = Integer(limit).clamp(1, Pages::MAX_LIMIT)
        @params = params
        @where = how[:where]
        @since = how[:since]
        @id = fingerprint({ "path" => path, **params, **how.fetch(:filter, {}) })
        @cursor = how[:cursor] ? own(Cursor.parse(how[:cursor])) : beginning(how[:to])
      end

      # @yieldparam row [Hash]
      # @return [Enumerator] without a block
      # @raise [Error]
      def each(&block)
        return enum_for unless block

        each_page { |rows, _| rows.each(&block) }
      end

      # Requests each page when it is needed.
      #
      # @yieldparam rows [Array<Hash>] of a page; it may be empty
      # @yieldparam cursor [Cursor] where to continue once these rows are dealt with
      # @return [Enumerator] without a block
      # @raise [Error]
      def each_page
        return enum_for(:each_page) unless block_given?

        cursor = @cursor
        before = nil
        until cursor.done?
          page = page(cursor)
          prints = page.map { |row| fingerprint(row) }
          raise repeated if cursor.start.positive? && prints.any? && prints == before

          before = prints
          yield fresh(page, prints, cursor), cursor = following(cursor, page, prints)
        end
      end

      private

      def beginning(to)
        raise before if to && to <= since

        Cursor.new(report: @id, from: since, to:)
      end

      def own(cursor)
        return cursor if cursor.report == @id

        raise Cursor.invalid("The cursor belongs to another report")
      end

      # A page may have more entries than `limit`. The next one has them, too.
      def page(cursor)
        params = { **@params, **window(cursor), start: cursor.start, limit: @limit }
        page = @client.get(@path, params:) || []
        page.is_a?(Array) && page.all?(Hash) ? page.first(@limit) : raise(unexpected("The response is not a list"))
      end

      def window(cursor)
        return {} unless cursor.to

        { since: cursor.from, to: window_end(cursor) }.transform_values { |time| time.strftime("%F %T") }
      end

      def window_end(cursor)
        [cursor.from + WINDOW, cursor.to].min
      end

      def fresh(page, prints, cursor)
        rows = cursor.start.positive? && continued?(prints, cursor) ? page.drop(overlap) : unknown(page, prints, cursor)
        @where ? rows.select(&@where) : rows
      end

      # Whether the list has not moved. Then no row is left out that is equal to another, such as a second sign-in.
      def continued?(prints, cursor)
        cursor.tail.last(overlap) == prints.first(overlap)
      end

      def unknown(page, prints, cursor)
        known = cursor.tail.to_h { |print| [print, true] }
        page.reject.with_index { |_, index| known.key?(prints[index]) }
      end

      def overlap = [OVERLAP, @limit / 2].min

      def following(cursor, page, prints)
        tail = (cursor.tail + prints).last(TAIL)
        return cursor.with(start: cursor.start + @limit - overlap, tail:) if page.length == @limit

        last = cursor.to.nil? || window_end(cursor) == cursor.to
        if last
          cursor.with(start: nil, from: cursor.to,
                      tail: [])
        else
          cursor.with(from: window_end(cursor), start: 0, tail:)
        end
      end

      # The same in each process, unlike `hash`.
      def fingerprint(row)
        Digest::SHA256.hexdigest(JSON.generate(Timestamps.format(row)))[0, 16]
      end

      def before
        hint = "Give a since that is earlier"
        OmniAuth::Litmus::ConfigurationError.new("The parameter since is not before to", code: :invalid_date, hint:)
      end

      def repeated
        unexpected("The response is the page before once more")
      end

      def unexpected(message)
        hint = "Check that the base URL is Litmos's API, and that no proxy changes the query"
        OmniAuth::Litmus::ProtocolError.new(message, code: :unexpected_answer, hint:)
      end
    end
  end
end
