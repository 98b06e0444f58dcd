# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      # See drawing.rb.
      module Drawing
        # How text is written: what its elements and their `style` attributes say, inherited from those around it.
        Style = Struct.new(:font_size, :bold, :italic, :colour, :background, :align, :link, :hidden, :fixed,
                           keyword_init: true) do
          # @param looks [Hash] other than those of an e-mail's text
          # @return [Style]
          def self.initial(**looks)
            new(font_size: 16, bold: false, italic: false, colour: [34, 34, 34], align: "left", link: false,
                hidden: false, fixed: false, **looks)
          end

          # @return [Font]
          def font
            Font.of(font_size, bold:, italic:, fixed:)
          end

          # @param element [String] its name
          # @param attributes [Hash{String => String}]
          # @return [Style] inside of it
          def inside(element, attributes)
            inner = dup
            Style::ELEMENTS.fetch(element, {}).each { |name, value| inner[name] = value }
            # A table's `align` is where it stands, not how its text does.
            attributes = attributes.except("align") if element == "table"
            { **attributes.slice("bgcolor", "align"), **declarations(attributes["style"].to_s) }.each do |name, value|
              Style::PROPERTIES[name]&.call(inner, value.downcase)
            end
            inner
          end

          private

          def declarations(text)
            text.split(";").filter_map { |one| one.split(":", 2).map(&:strip) if one.include?(":") }
                .to_h { |name, value| [name.to_s.downcase, value.to_s] }
          end
        end

        # What elements are by themselves.
        Style::ELEMENTS = {
          "h1" => { bold: true, font_size: 30 }, "h2" => { bold: true, font_size: 24 },
          "h3" => { bold: true, font_size: 20 }, "h4" => { bold: true, font_size: 17 },
          "h5" => { bold: true, font_size: 15 }, "h6" => { bold: true, font_size: 14 },
          "b" => { bold: true }, "strong" => { bold: true }, "th" => { bold: true }, "i" => { italic: true },
          "em" => { italic: true }, "small" => { font_size: 13 }, "center" => { align: "center" },
          "a" => { link: true, colour: [26, 86, 190] }, "code" => { fixed: true }, "pre" => { fixed: true }
        }.freeze

        background = ->(style, value) { style.background = Colour.parse(value) || style.background }
        align = ->(style, value) { style.align = value }

        # Properties of CSS, and the attributes of HTML that are like them.
        Style::PROPERTIES = {
          "bgcolor" => background, "background" => background, "background-color" => background, "align" => align,
          "text-align" => align,
          "color" => ->(style, value) { style.colour = Colour.parse(value) || style.colour },
          "font-weight" => ->(style, value) { style.bold = value.match?(/bold|[6-9]00/) },
          "font-style" => ->(style, value) { style.italic = value.include?("italic") },
          "font-size" => ->(style, value) { style.font_size = value.to_i.clamp(9, 44) if value.match?(/\A[\d.]+px/) },
          "display" => ->(style, value) { style.hidden ||= value == "none" }
        }.freeze
      end
    end
  end
end
