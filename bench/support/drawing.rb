# frozen_string_literal: true

require "cgi"

module Bench
  # The few shapes of the plot, as SVG.
  module Drawing
    COLOURS = { ruby_stack: "#b8b4ad", ours: "#b3382c" }.freeze
    INK = "#2a2826"
    FAINT = "#77736c"
    # How thick a bar is.
    BAR = 13

    module_function

    def bar(left, top, length, colour)
      %(<rect x="#{left}" y="#{top}" width="#{length.round(1)}" height="#{BAR}" rx="1.5" fill="#{colour}"/>)
    end

    def mark(left, top, height)
      %(<rect x="#{left.round(1)}" y="#{top}" width="2" height="#{height}" fill="#{INK}"/>)
    end

    def rule(left, right, top)
      %(<line x1="#{left}" x2="#{right}" y1="#{top}" y2="#{top}" stroke="#ebe8e3"/>)
    end

    def text(left, base, words, size: 13, colour: INK)
      %(<text x="#{left.round(1)}" y="#{base}" font-size="#{size}" fill="#{colour}">#{CGI.escapeHTML(words)}</text>)
    end
  end
end
