# frozen_string_literal: true

require "json"
require_relative "../../support/warm_process"

# There is one Rails app in a process, so each of these specs has a process of its own.
module RailsProcess
  LIB = File.expand_path("../../../lib", __dir__)
  SMALL_APP = File.join(__dir__, "small_app.rb")

  # @param code [String] run after the small app is there; what it gives to `tell` comes back
  # @param env [Hash{String => String, nil}]
  # @return [Object] JSON's values
  def in_rails(code, env: {}, library: SMALL_APP)
    warm = WarmProcess.with("require #{library.dump}\ndef tell(value) = puts(\"\\x02\#{value.to_json}\")",
                            options: ["-I", LIB], env: { "RAILS_ENV" => "test", "RACK_ENV" => "test", **env })
    output, succeeded = warm.run(code)
    told = output[/^\x02(.*)$/, 1]
    raise "the app's process failed: #{output.lines.first(12).join}" unless succeeded && told

    JSON.parse(told)
  end
end
