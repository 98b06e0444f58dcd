# frozen_string_literal: true

module Onboarding
  # A {Report} for what has no end: each line is written at once, and a failure is raised.
  class LiveReport
    # A manager was not told; the event stays in the inbox, and comes again.
    class NotTold < StandardError; end

    # @param output [IO]
    def initialize(output)
      @output = output
    end

    # @see Report#done
    def done(who, what)
      @output.puts("#{who}: #{what}")
    end

    # @see Report#failed
    # @raise [NotTold]
    def failed(who, what)
      raise NotTold, "#{who}: #{what}"
    end

    # Of another event, which comes again by itself.
    #
    # @see Report#unsettled
    def unsettled(who, what)
      @output.puts("#{who}: #{what}")
    end
  end
end
