# frozen_string_literal: true

require_relative "email_clients"

module OmniAuth
  module Litmus
    class Sandbox
      # What a preview is taken of: an e-mail client, with images or without, upright or not. Each is a capture of its
      # own, and billed as one.
      class Capture
        attr_reader :client

        # @param client [String, nil]
        # @param options [Hash{String => String}] `images` and `orientation`, where they are given
        def initialize(client, options)
          @client = client
          @images = options["images"] || EmailClients::IMAGES.first
          @orientation = options["orientation"] || EmailClients::ORIENTATIONS.first
        end

        # @return [String, nil] why there is no such capture
        def fault
          options = EmailClients.configurations[client] or return "Each client must be valid, #{client} is unknown"
          return "#{client} has no images #{@images}" unless options["images_options"].include?(@images)

          "#{client} has no orientation #{@orientation}" unless options["orientation_options"].include?(@orientation)
        end

        # @return [String] that part of an image's address
        def name
          [client.downcase, @orientation, @images].join("-")
        end

        # @return [Hash{Symbol => String}] as a prefetch confirms it
        def to_h
          { orientation: @orientation, images: @images, client: }
        end
      end
    end
  end
end
