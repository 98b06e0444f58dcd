# frozen_string_literal: true

require "json"
require_relative "plain_values"

module OmniAuth
  module Litmos
    class Report
      # A JSON object on each line, with all members of its row.
      #
      #     print JsonLines.new.text(rows)
      class JsonLines
        # @param rows [Array<Hash>]
        # @return [String]
        def text(rows)
          rows.map { |row| "#{JSON.generate(PlainValues.of(row))}\n" }.join
        end
      end
    end
  end
end
