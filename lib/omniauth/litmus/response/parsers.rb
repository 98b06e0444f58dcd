# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Response
      # The parsers that an app registered for {Response#parsed}, chosen by the rules of the oauth2 gem.
      #
      # @api private
      module Parsers
        @named = {}.freeze
        @media_types = {}.freeze

        class << self
          # @see Response.register_parser
          def register(name, media_types, parser)
            @named = { **@named, name.to_sym => parser }.freeze
            @media_types = @media_types.merge(Array(media_types).to_h { |type| [type.downcase, name.to_sym] }).freeze
          end

          # @param chosen [Symbol, #call, nil] the call's `parse:`
          # @param media_type [String]
          # @return [#call, nil] nil for a media type that no parser is registered for
          def find(chosen, media_type)
            chosen.respond_to?(:call) ? chosen : @named[chosen || @media_types[media_type]]
          end

          # @param parser [#call] takes the body, or the body and the response
          # @param response [Response]
          # @return [Object]
          def call(parser, response)
            both = parser.respond_to?(:arity) && parser.arity == 2
            both ? parser.call(response.body, response) : parser.call(response.body)
          end
        end
      end
    end
  end
end
