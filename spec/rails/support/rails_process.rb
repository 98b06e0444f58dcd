# frozen_string_literal: true

require "json"
require_relative "../../support/child_process"

# There is one Rails app in a process, so each of these specs has a process of its own.
module RailsProcess
  include ChildProcess

  SMALL_APP = File.join(__dir__, "small_app.rb")

  # @param code [String] run after the small app is there; what it gives to `tell` comes back
  # @param env [Hash{String => String, nil}]
  # @return [Object] JSON's values
  def in_rails(code, env: {}, library: SMALL_APP)
    output, status = ruby("def tell(value) = puts(\"\\x02\#{value.to_json}\")\n#{code}",
                          env: { "RAILS_ENV" => "test", "RACK_ENV" => "test", **env }, library:)
    told = output[/^\x02(.*)$/, 1]
    raise "the app's process failed: #{output.lines.first(12).join}" unless status.success? && told

    JSON.parse(told)
  end
end
