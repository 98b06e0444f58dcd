# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # The frame around an e-mail: a window, a browser, a telephone or a tablet, with the e-mail client's name.
        class Device
          WALL = [226, 230, 236].freeze
          BODY = [28, 30, 36].freeze
          BAR = [43, 62, 92].freeze
          PALE = [243, 245, 248].freeze
          WHITE = [255, 255, 255].freeze
          INK = [34, 34, 34].freeze
          GREY = [110, 117, 128].freeze
          LINE = [221, 225, 231].freeze
          BUTTONS = [[237, 106, 94], [245, 191, 79], [98, 197, 84]].freeze
          # By the API's group; others are windows.
          KINDS = { "Web-based" => :browser, "Mobile/Tablet" => :handheld }.freeze
          private_constant :WALL, :BODY, :BAR, :PALE, :WHITE, :INK, :GREY, :LINE, :BUTTONS, :KINDS

          # @param canvas [Canvas]
          # @param picture [Box] all of it
          # @param configuration [Hash{String => Object}] of the e-mail client, as the API lists it
          # @param images [Boolean] whether it loads images
          def initialize(canvas, picture, configuration, images: true)
            @canvas = canvas
            @picture = picture
            @configuration = configuration
            @images = images
          end

          # @param message [Message, nil] nil: there is no preview
          # @return [void]
          def draw(message)
            fill(0, 0, @picture.width, @picture.height, WALL)
            column = send(KINDS.fetch(@configuration["group"], :window))
            message ? e_mail(message, column) : title("There is no preview", column.left, column.top + 40, GREY)
            note
          end

          private

          def window
            width = @picture.width - 24
            fill(12, 12, width, @picture.height, WHITE, radius: 8)
            fill(12, 12, width, 44, BAR, radius: 8)
            fill(12, 34, width, 22, BAR)
            title(@configuration["name"], 28, 22, WHITE)
            write(13, @configuration["platform"], @picture.width - 160, 26, LINE)
            column(36, 72)
          end

          def browser
            width = @picture.width - 24
            fill(12, 12, width, @picture.height, WHITE, radius: 8)
            fill(12, 12, width, 60, PALE, radius: 8)
            BUTTONS.each_with_index { |colour, index| fill(28 + (index * 20), 24, 11, 11, colour, radius: 5.5) }
            fill(100, 20, width - 106, 22, WHITE, radius: 11)
            write(12, "#{@configuration["name"]} in #{@configuration["platform"]}", 116, 22, GREY)
            fill(12, 50, width, 22, BAR)
            column(36, 86)
          end

          def handheld
            width = wide? ? @picture.width - 48 : 400
            left = @picture.centred(width)
            fill(left, 16, width, @picture.height, BODY, radius: 44)
            fill(left + 10, 26, width - 20, @picture.height, WHITE, radius: 34)
            fill(@picture.centred(100), 34, 100, 14, BODY, radius: 7) unless wide?
            status(left, width)
            column(left + 34, 100)
          end

          # A tablet, or something that is held across.
          def wide?
            @configuration["name"].match?(/ipad/i) || @picture.width > @picture.height
          end

          def status(left, width)
            write(13, "9:41", left + 40, 32, INK)
            title(@configuration["name"], left + 34, 60, INK)
            fill(left + 10, 92, width - 20, 1.5, LINE)
          end

          # What is between the two margins, and above the note.
          def column(left, top)
            Box.new(left, top, @picture.width - (2 * left), @picture.height - 30 - top)
          end

          def e_mail(message, column)
            subject(message, column)
            sender(message, column.left, column.top + 34)
            fill(column.left, column.top + 74, column.width, 1.5, LINE)
            Page.new(@canvas, column.below(86), images: @images).draw(message.blocks(plain: text_only?))
          end

          def text_only?
            @configuration["platform"] == "Text-only view"
          end

          def subject(message, column)
            font = Font.of(19, bold: true)
            font.write(@canvas, font.shortened(message.subject, column.width), column.left, column.top, INK)
          end

          def sender(message, left, top)
            fill(left, top, 30, 30, BAR, radius: 15)
            write(15, message.from[0].upcase, left + 9, top + 4, WHITE)
            write(14, message.from[0, 40], left + 42, top + 5, GREY)
          end

          # What the picture is not.
          def note
            fill(0, @picture.height - 24, @picture.width, 24, BAR)
            font = Font.of(12)
            words = "Drawn by the sandbox, not captured in #{@configuration["name"]}"
            font.write(@canvas, words, @picture.centred(font.width(words)), @picture.height - 21, WHITE)
          end

          def fill(*place, colour, radius: 0)
            @canvas.fill(Box.new(*place), colour, radius:)
          end

          def title(words, left, top, colour)
            Font.of(16, bold: true).write(@canvas, words, left, top, colour)
          end

          def write(size, words, left, top, colour)
            Font.of(size).write(@canvas, words, left, top, colour)
          end
        end
      end
    end
  end
end
