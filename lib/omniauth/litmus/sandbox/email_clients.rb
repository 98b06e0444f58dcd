# frozen_string_literal: true

require "yaml"

module OmniAuth
  module Litmus
    class Sandbox
      # The e-mail clients of the Instant API, as its list was in November 2021. None of them can be turned.
      module EmailClients
        IMAGES = { "both" => %w[allowed blocked].freeze, "allowed" => %w[allowed].freeze, "none" => nil }.freeze
        ORIENTATIONS = %w[vertical].freeze
        private_constant :IMAGES, :ORIENTATIONS

        # @return [Hash{String => Hash}] as `GET /v1/clients/configurations` shows it
        ALL = YAML.safe_load_file(File.join(__dir__, "email_clients.yml")).to_h do |id, name, group, platform, images|
          images = IMAGES.fetch(images)
          [id, { orientation_options: (ORIENTATIONS if images), images_options: images, name:, group:, platform:,
                 status: "normal" }.freeze]
        end.freeze
      end
    end
  end
end
