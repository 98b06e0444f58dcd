# frozen_string_literal: true

module OmniAuth
  module Litmus
    module OAuth2Names
      # Prepended to {Litmus::Response}.
      module Response
        # @return [#status, self] the object that it was built from, such as a Faraday response or a double of one
        attr_reader :response

        # @param answer [Integer, #status] a status, or an object with `status`, `headers` and `body`
        # @param rest [Array] as for {Litmus::Response#initialize}; after such an object its options
        def initialize(answer, *rest, **fields)
          if answer.respond_to?(:status)
            @response = answer
            super(answer.status, answer.headers || {}, answer.body.to_s, parse: fields[:parse] || rest.dig(0, :parse))
          else
            @response = self
            super
          end
        end
      end
    end
  end
end
