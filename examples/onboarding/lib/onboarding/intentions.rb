# frozen_string_literal: true

require_relative "intention"
require_relative "json_file"

module Onboarding
  # The messages that are being sent. Each is noted before it is sent, and removed when it is known what became of it.
  # So what a killed process leaves here may be at Slack, or not.
  class Intentions
    # @param path [String]
    # @param list [String] what they are about; others in the file are left alone
    def initialize(path, list)
      @file = JsonFile.new(path, "list of messages", "those that Slack has are then sent again")
      @list = list
    end

    # @return [Array<Intention>]
    # @raise [Unusable]
    def all
      own.map { |key, fields| Intention.new(key:, **fields.transform_keys(&:to_sym)) }
    end

    # @param intention [Intention]
    # @return [void]
    # @raise [Unusable]
    def put(intention)
      write(own.merge(intention.key => intention.to_h.except(:key)))
    end

    # @param intention [Intention]
    # @return [void]
    # @raise [Unusable]
    def remove(intention)
      write(own.except(intention.key))
    end

    private

    def own
      @file.read.fetch(@list, {})
    end

    def write(own)
      @file.write(@file.read.merge(@list => own).reject { |_, messages| messages.empty? })
    end
  end
end
