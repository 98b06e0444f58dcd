# frozen_string_literal: true

# Ruby loads it by itself for Kernel#pp only.
require "pp" # rubocop:disable Lint/RedundantRequireStatement

module BadInput
  # Everything that an exception tells whoever prints, logs or reports it.
  module Words
    module_function

    # @param error [Exception, nil]
    # @return [String] of bytes: Ruby does not give all of them one encoding
    def of(error)
      return "" unless error

      told = [error.message, error.inspect, error.pretty_inspect, error.full_message(highlight: false)]
      told << error.detailed_message if error.respond_to?(:detailed_message)
      told.concat(%i[hint code error description uri response].map { |field| field_of(error, field) })
      [*told, of(error.cause)].map { |words| words.to_s.b }.join("\n")
    end

    def field_of(error, field)
      error.public_send(field).inspect if error.respond_to?(field)
    end
  end
end
