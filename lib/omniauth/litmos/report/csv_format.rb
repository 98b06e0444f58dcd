# frozen_string_literal: true

require "json"
require_relative "plain_values"

module OmniAuth
  module Litmos
    class Report
      # CSV as in RFC 4180, in UTF-8, each text in quotes. The first rows say which columns there are.
      #
      # Spreadsheets calculate a cell such as `=HYPERLINK(…)`, and names of users and courses can be chosen by others.
      # So a text that begins like a formula has an apostrophe in front, which spreadsheets take for "this is text".
      #
      #     csv = CsvFormat.new
      #     print csv.text(rows), csv.text(more_rows)
      class CsvFormat
        # With blanks and invisible characters before, and as the wide characters that some spreadsheets read alike.
        FORMULA = /\A[[:space:][:cntrl:]\p{Cf}]*[=+\-@＝＋－＠]|\A[\t\r\n]/
        private_constant :FORMULA

        # @return [Array<String>, nil] headings; nil before the first row
        attr_reader :columns

        # @return [Array<String>] members of rows that have no column
        attr_reader :left_out

        # @param columns [Array<String>, nil] of a file that is continued
        def initialize(columns = nil)
          @columns = columns
          @left_out = []
        end

        # @param rows [Array<Hash>]
        # @return [String]
        def text(rows)
          return "" if rows.empty?

          names = rows.flat_map(&:keys).uniq
          heading = @columns ? "" : line(@columns = names)
          @left_out |= names - @columns
          heading + rows.map { |row| line(row.values_at(*@columns)) }.join
        end

        private

        def line(cells)
          "#{cells.map { |cell| cell(PlainValues.of(cell)) }.join(",")}\r\n"
        end

        def cell(value)
          case value
          when nil, true, false, Numeric then value.to_s
          when Hash, Array then quoted(JSON.generate(value))
          else quoted(value.to_s)
          end
        end

        def quoted(text)
          text = "'#{text}" if FORMULA.match?(text)
          %("#{text.gsub('"', '""')}")
        end
      end
    end
  end
end
