# frozen_string_literal: true

module Soak
  # The figures, as Markdown that can also be read as it is.
  module Table
    module_function

    # @param rows [Array<Array>] part, question, figure or figures
    # @return [String]
    def text(rows)
      cells = [["", "What", "Figure"], *rows.map { |part, what, figures| [part, what, figure(figures)] }]
      widths = cells.transpose.map { |column| column.map(&:length).max }
      lines = cells.map { |row| line(row.zip(widths).map { |cell, width| cell.ljust(width) }) }
      lines.insert(1, line(widths.map { |width| "-" * width })).join("\n")
    end

    # @param growth [Growth]
    # @return [Array<Array>]
    def growth(growth)
      [["", "descriptors of each process, at a tenth → at the end", growth.text(:descriptors)],
       ["", "threads", growth.text(:threads)], ["", "pooled connections", growth.text(:connections)],
       ["", "memory, MB", growth.text(:kibibytes, 1024.0)]]
    end

    # @param times [Array<Numeric>]
    # @return [Array<Numeric>] half are at most the first, 99 of 100 at most the second
    def percentiles(times)
      sorted = times.sort
      [0.5, 0.99].map { |share| sorted[((sorted.length - 1) * share).ceil].to_f.round(1) }
    end

    def line(cells)
      "| #{cells.join(" | ")} |"
    end

    def figure(figures)
      Array(figures).map { |number| number.to_s.gsub(/(?<=\d)(?=(\d{3})+\z)/, ",") }.join(" / ")
    end
  end
end
