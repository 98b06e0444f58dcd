# frozen_string_literal: true

require "zlib"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # Stands in for a screenshot: a PNG (RFC 2083) of one colour, with the width that Litmus's image would have.
        # Apps get `image/png` from Litmus and may resize or store it, so an SVG would not do.
        module Screenshot
          SIZES = { "full" => [640, 960], "thumb" => [119, 84], "thumb450" => [450, 675] }.freeze
          SIGNATURE = "\x89PNG\r\n\x1A\n".b.freeze
          # 8 bits of red, green and blue.
          COLOUR_TYPE = [8, 2, 0, 0, 0].freeze
          private_constant :SIGNATURE, :COLOUR_TYPE

          module_function

          # @param name [String] of a capture; it decides the colour, so that two captures can be told apart
          # @param size [String]
          # @return [String] bytes
          def png(name, size)
            width, height = SIZES.fetch(size)
            rows = ("\0".b + (colour(name) * width)) * height
            SIGNATURE + chunk("IHDR", [width, height, *COLOUR_TYPE].pack("NNC5")) +
              chunk("IDAT", Zlib.deflate(rows)) + chunk("IEND", "")
          end

          def colour(name)
            [Zlib.crc32(name)].pack("N").bytes.last(3).map { |byte| 128 + (byte / 2) }.pack("C3")
          end

          def chunk(type, data)
            [data.bytesize].pack("N") + type + data + [Zlib.crc32(type + data)].pack("N")
          end
        end
      end
    end
  end
end
