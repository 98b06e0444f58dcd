# frozen_string_literal: true

require_relative "stage"
require_relative "walk"

module Demo
  # `bin/demo --check`: walks through a sign-in and all that can come after it.
  class Check
    # @param directory [String] for the app's log
    def initialize(directory)
      @log_file = File.join(directory, "check.log")
    end

    # @return [Boolean] whether everything worked; what did is printed
    def run
      Stage.open(log_file: @log_file) { |stage| Walk.new(stage).run }
    rescue PartnerApp::Failed => e
      puts "FAIL  #{e.message}"
      false
    rescue Interrupt
      puts "Stopped."
      false
    end
  end
end
