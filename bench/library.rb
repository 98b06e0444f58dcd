# frozen_string_literal: true

require "rbconfig"

require_relative "support/question"

module Bench
  # How large is the extension?
  class Library < Question
    # @return [Array<Row>]
    def rows
      name = "omniauth/litmus/#{RUBY_VERSION[/\A\d+\.\d+/]}/omniauth_litmus_rs.#{RbConfig::CONFIG["DLEXT"]}"
      file = File.join(WorkerProcess::LOAD_PATHS.fetch(:ours), name)
      megabytes = File.size(file) / 1_000_000.0
      [Row.new(question: "The extension, stripped", unit: Unit.new("MB", digits: 2), ours: megabytes,
               goal: Goal.new(:at_most, 2.9))]
    end
  end
end
