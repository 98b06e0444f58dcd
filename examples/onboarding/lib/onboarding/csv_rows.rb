# frozen_string_literal: true

require "csv"
require_relative "bad_export"

module Onboarding
  # The rows of a CSV file, whichever system wrote it: with a byte order mark or without, with any line ends.
  class CsvRows
    include Enumerable

    MARK = "\xEF\xBB\xBF".b.freeze
    private_constant :MARK

    # @param path [String]
    # @raise [BadExport] where it is not there, or not UTF-8
    def initialize(path)
      @text = File.binread(path).delete_prefix(MARK).force_encoding(Encoding::UTF_8)
      check_encoding
    rescue SystemCallError => e
      raise BadExport, ["#{path}: #{e.message[/\A[^@]+/].strip}"]
    end

    # @yieldparam line [Integer] on which the row begins, from 1
    # @yieldparam cells [Array<String>] without spaces around them; none in an empty line
    # @return [void]
    # @raise [BadExport] where it is no CSV
    def each
      csv = CSV.new(@text.gsub(/\r\n?/, "\n"), row_sep: "\n")
      loop do
        line = csv.lineno + 1
        cells = csv.shift or break
        yield line, cells.map { |cell| cell.to_s.gsub(/\A[[:space:]]+|[[:space:]]+\z/, "") }
      end
    rescue CSV::MalformedCSVError => e
      what = e.message.sub(/ in line \d+\.?\z/, "")
      raise BadExport, ["line #{e.line_number}: #{what}. A cell with commas, quotes or line ends is in quotes, and " \
                        "quotes in it are doubled"]
    end

    private

    def check_encoding
      return if @text.valid_encoding?

      line = @text.b.split("\n").index { |bytes| !bytes.force_encoding(Encoding::UTF_8).valid_encoding? }
      raise BadExport, ["line #{line.to_i + 1}: it is not UTF-8. Have the report written in UTF-8"]
    end
  end
end
