# frozen_string_literal: true

require "zlib"

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # Pixels, and the PNG (RFC 2083) that they make. Who draws counts in units of a full-size picture, and the
        # canvas scales them, so that a thumbnail is drawn and not shrunk.
        class Canvas
          SIGNATURE = "\x89PNG\r\n\x1A\n".b.freeze
          # 8 bits of red, green and blue.
          COLOUR_TYPE = [8, 2, 0, 0, 0].freeze
          private_constant :SIGNATURE, :COLOUR_TYPE

          # @return [Float] pixels of a unit
          attr_reader :scale

          # @param width [Integer] pixels
          # @param height [Integer]
          # @param scale [Float]
          # @yieldparam colour [Array<Integer>] red, green and blue, 0 to 255, of all that is drawn
          # @yieldreturn [Array<Integer>] what is drawn instead, as for dark mode
          def initialize(width, height, scale, &filter)
            @width = width
            @height = height
            @scale = scale
            @filter = filter || :itself.to_proc
            @rows = Array.new(height) { "\xFF".b * (width * 3) }
          end

          # @param area [Box]
          # @param colour [Array<Integer>]
          # @param radius [Numeric] of the corners
          # @return [void]
          def fill(area, colour, radius: 0)
            rows = rows_of(area)
            rows.each do |row|
              inset = inset(row, rows, radius * scale)
              from, till = [area.left, area.left + area.width].map { |at| at * scale }
              fill_row(row, (from + inset).round, (till - inset).round, colour)
            end
          end

          # @param dots [Array(Integer, Integer, Float)] pixels from the place, and how much of each is covered
          # @param left [Numeric] units
          # @param top [Numeric]
          # @param colour [Array<Integer>]
          # @return [void]
          def stamp(dots, left, top, colour)
            left = (left * scale).round
            top = (top * scale).round
            colour = @filter.call(colour)
            dots.each { |right, down, cover| blend(left + right, top + down, colour, cover) }
          end

          # @return [String] bytes
          def to_png
            pixels = @rows.map { |row| "\0".b + row }.join
            SIGNATURE + chunk("IHDR", [@width, @height, *COLOUR_TYPE].pack("NNC5")) +
              chunk("IDAT", Zlib.deflate(pixels)) + chunk("IEND", "")
          end

          private

          def rows_of(area)
            first, last = [area.top, area.bottom].map { |at| (at * scale).round.clamp(0, @height) }
            first...last
          end

          # How far a rounded corner cuts into a row.
          def inset(row, rows, radius)
            depth = radius - [row + 0.5 - rows.begin, rows.end - row - 0.5].min
            depth.positive? ? radius - Math.sqrt((radius**2) - (depth**2)) : 0
          end

          def fill_row(row, from, till, colour)
            from = from.clamp(0, @width)
            count = till.clamp(0, @width) - from
            @rows[row][from * 3, count * 3] = @filter.call(colour).pack("C3") * count if count.positive?
          end

          def blend(column, row, colour, cover)
            return unless row.between?(0, @height - 1) && column.between?(0, @width - 1)

            line = @rows[row]
            3.times do |part|
              at = (column * 3) + part
              old = line.getbyte(at)
              line.setbyte(at, (old + ((colour[part] - old) * cover)).round)
            end
          end

          def chunk(type, data)
            [data.bytesize].pack("N") + type + data + [Zlib.crc32(type + data)].pack("N")
          end
        end
      end
    end
  end
end
