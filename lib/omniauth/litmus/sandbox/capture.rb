# frozen_string_literal: true

require_relative "email_clients"

module OmniAuth
  module Litmus
    class Sandbox
      # What a preview is taken of: an e-mail client, with images or without, upright or not. Each is a capture of its
      # own, and billed as one.
      class Capture
        # What is captured unless something else is asked for.
        DEFAULTS = { orientation: "vertical", images: "allowed" }.freeze
        private_constant :DEFAULTS

        attr_reader :client

        # @param client [String, nil]
        # @param options [Hash{String => String}] `images` and `orientation`, where they are given
        def initialize(client, options)
          @client = client
          @chosen = DEFAULTS.to_h { |option, usual| [option, options[option.to_s] || usual] }
        end

        # @return [Boolean] whether there is such an e-mail client
        def known?
          EmailClients::ALL.key?(client)
        end

        # @return [Symbol, nil] the first option that the e-mail client does not have
        def impossible
          DEFAULTS.keys.find do |option|
            possible = EmailClients::ALL.dig(client, :"#{option}_options") || [DEFAULTS[option]]
            !possible.include?(@chosen[option])
          end
        end

        # @return [String] that part of an image's address
        def name
          [client.downcase, *@chosen.values].join("-")
        end

        # @return [Hash{Symbol => String}] as a prefetch confirms it
        def to_h
          { **@chosen, client: }
        end
      end
    end
  end
end
