# frozen_string_literal: true

module OmniAuth
  module Litmus
    module OAuth2Names
      # Prepended to {Litmus::Response}.
      module Response
        # @return [#status, self] what it was made of, which Faraday's responses and doubles of them are
        attr_reader :response

        # @param answer [Integer, #status] a status, or an answer with `status`, `headers` and `body`
        # @param rest [Array] as for {Litmus::Response#initialize}; after an answer its options
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
