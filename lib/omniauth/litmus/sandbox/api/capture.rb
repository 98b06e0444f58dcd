# frozen_string_literal: true

require_relative "email_clients"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # One way to render an e-mail: a client, with or without images, upright or not. Litmus bills each combination
        # as a capture of its own.
        class Capture
          attr_reader :client

          # @param client [String, nil]
          # @param options [Hash{String => String}] `images` and `orientation`; both may be missing
          def initialize(client, options)
            @client = client
            @images = options["images"] || EmailClients::IMAGES.first
            @orientation = options["orientation"] || EmailClients::ORIENTATIONS.first
          end

          # @return [String, nil] why it cannot be captured
          def fault
            options = EmailClients.configurations[client] or return "Each client must be valid, #{client} is unknown"
            return "#{client} has no images #{@images}" unless options["images_options"].include?(@images)

            "#{client} has no orientation #{@orientation}" unless options["orientation_options"].include?(@orientation)
          end

          # @return [String] for the address of its images, such as `"ol2019-vertical-allowed"`
          def name
            [client.downcase, @orientation, @images].join("-")
          end

          # @return [Hash{Symbol => String}] as the API shows it
          def to_h
            { orientation: @orientation, images: @images, client: }
          end
        end
      end
    end
  end
end
