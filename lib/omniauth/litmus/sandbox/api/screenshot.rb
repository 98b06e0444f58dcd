# frozen_string_literal: true

require_relative "../drawing"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # Stands in for a screenshot: a PNG with the width that Litmus's image would have. Apps get `image/png` from
        # Litmus and may resize or store it, so an SVG would not do.
        module Screenshot
          SIZES = { "full" => [640, 960], "thumb" => [119, 84], "thumb450" => [450, 675] }.freeze
          # Units of the drawing.
          WIDTH = 640
          HEIGHT = 960
          # In the place of a capture that there is not.
          NONE = { "name" => "Litmus", "group" => "Desktop", "platform" => "" }.freeze
          private_constant :WIDTH, :HEIGHT, :NONE

          module_function

          # @param message [Drawing::Message, nil] nil: a substitute
          # @param name [String] of a capture, such as `"ipad-horizontal-blocked"`
          # @param size [String]
          # @return [String] bytes
          def png(message, name, size)
            client, orientation, images = name.upcase.split("-")
            across = orientation == "HORIZONTAL"
            picture = across ? Drawing::Box.new(0, 0, HEIGHT, WIDTH) : Drawing::Box.new(0, 0, WIDTH, HEIGHT)
            canvas = canvas(across ? SIZES.fetch(size).sort.reverse : SIZES.fetch(size), picture, client)
            configuration = EmailClients.configurations.fetch(client, NONE)
            Drawing::Device.new(canvas, picture, configuration, images: images != "BLOCKED").draw(message)
            canvas.to_png
          end

          def canvas(pixels, picture, client)
            Drawing::Canvas.new(*pixels, pixels.first.to_f / picture.width, &filter(client))
          end

          def filter(client)
            return Drawing::Colour.method(:dark) if client.end_with?("DARK")

            Drawing::Colour.method(:grey) if client == "COLORBLIND"
          end
        end
      end
    end
  end
end
