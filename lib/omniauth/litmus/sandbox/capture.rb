# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      # What a preview is taken of: an e-mail client, with images or without, upright or not. Each is a capture of its
      # own, and billed as one.
      class Capture
        # E-mail clients that this sandbox has, and whether one can turn them.
        CLIENTS = { "GMAILNEW" => false, "IPAD" => true, "IPHONE13" => true, "OL2019" => false, "PLAINTEXT" => false,
                    "THUNDERBIRDLATEST" => false }.freeze
        IMAGES = %w[allowed blocked].freeze
        ORIENTATIONS = %w[vertical horizontal].freeze

        # @return [Hash{String => Hash}] as `GET /v1/clients/configurations` shows it
        def self.configurations
          CLIENTS.transform_values do |turns|
            { orientation_options: turns ? ORIENTATIONS : ORIENTATIONS.first(1), images_options: IMAGES }
          end
        end

        attr_reader :client

        # @param client [String, nil]
        # @param options [Hash{String => String}] `images` and `orientation`, where they are given
        def initialize(client, options)
          @client = client
          @images = options["images"] || IMAGES.first
          @orientation = options["orientation"] || ORIENTATIONS.first
        end

        # @return [Boolean] whether there is such a capture
        def possible?
          CLIENTS.key?(client) && IMAGES.include?(@images) && ORIENTATIONS.include?(@orientation) &&
            (CLIENTS[client] || @orientation == ORIENTATIONS.first)
        end

        # @return [String] that part of an image's address
        def name
          [client.downcase, @orientation, @images].join("-")
        end

        # @return [Hash{Symbol => String}] as a prefetch confirms it
        def to_h
          { client:, orientation: @orientation, images: @images }
        end
      end
    end
  end
end
