# frozen_string_literal: true

require "cgi"
require "strscan"

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # Reads HTML as a list of blocks: what is written in one paragraph, an image, or a rule. Cells of a table are
        # blocks one below the other, as on a narrow screen.
        class Markup
          # Words in one style.
          Run = Struct.new(:text, :style)
          # `kind`:: `:text`, `:image`, `:rule`, or `:space` for a gap alone
          # `runs`:: of a text
          # `gap`:: units above it
          # `indent`:: units
          # `bullet`:: in front of the first line, or nil
          # `style`:: around the runs
          # `alt`, `width`, `height`:: of an image
          Block = Struct.new(:kind, :runs, :gap, :indent, :bullet, :style, :alt, :width, :height, keyword_init: true) do
            # @return [String] without style
            def words
              runs ? runs.map(&:text).join : alt.to_s
            end
          end

          # Bytes that are read: a drawing shows no more of an e-mail.
          LIMIT = 65_536
          TAG = %r{<(/?)([a-zA-Z][\w:-]{0,30})([^>]{0,2000})>}
          ATTRIBUTE = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/
          VOID = %w[br hr img input meta link col area base wbr].freeze
          SKIPPED = %w[head style script title svg].freeze
          BLOCKS = %w[p div table tr td th ul ol li h1 h2 h3 h4 h5 h6 center blockquote section header footer body
                      pre].freeze
          GAPS = { "h1" => 14, "h2" => 14, "h3" => 14, "h4" => 14, "h5" => 14, "h6" => 14, "p" => 12, "ul" => 8,
                   "ol" => 8, "table" => 4, "blockquote" => 10, "pre" => 10 }.freeze
          ENTITIES = { "nbsp" => " ", "copy" => "©", "reg" => "®", "mdash" => "—", "ndash" => "–", "hellip" => "…",
                       "bull" => "•", "middot" => "·", "rarr" => "→", "euro" => "€", "pound" => "£", "times" => "×",
                       "rsquo" => "'", "lsquo" => "'", "ldquo" => '"', "rdquo" => '"', "zwnj" => "",
                       "shy" => "" }.freeze
          private_constant :Run, :Block, :LIMIT, :TAG, :ATTRIBUTE, :VOID, :SKIPPED, :BLOCKS, :GAPS, :ENTITIES

          # @param html [String]
          # @return [Array<Block>]
          def self.blocks(html)
            new(html).blocks
          end

          # @param text [String] without markup
          # @param fixed [Boolean] whether its letters have one width
          # @return [Array<Block>] a block for each line
          def self.plain(text, fixed: true)
            style = fixed ? Style.initial(fixed: true, font_size: 14) : Style.initial
            text[0, LIMIT].lines.map do |line|
              Block.new(kind: :text, runs: [Run.new(line.chomp, style)], gap: 0, indent: 0, style:)
            end
          end

          # @param html [String]
          def initialize(html)
            @scanner = StringScanner.new(html[0, LIMIT])
            @open = [["", Style.initial]]
            @blocks = []
            @lists = []
            @runs = []
            @gap = 0
          end

          # @return [Array<Block>]
          def blocks
            read until @scanner.eos?
            close
            @blocks
          end

          private

          def style = @open.last.last

          def read
            return words(@scanner.scan(/[^<]+/)) unless @scanner.check(/</)
            return comment if @scanner.skip(/<!--/)
            return if @scanner.skip(/<[!?][^>]{0,2000}>/)

            @scanner.scan(TAG) ? tag(@scanner[1] == "/", @scanner[2].downcase, @scanner[3]) : words(@scanner.getch)
          end

          def comment
            @scanner.skip_until(/-->/) || @scanner.terminate
          end

          def tag(ending, name, attributes)
            return skip(name, ending) if SKIPPED.include?(name)

            close if BLOCKS.include?(name)
            @gap = [@gap, GAPS.fetch(name, 0)].max
            return leave(name) if ending

            attributes = attributes.scan(ATTRIBUTE).to_h { |key, *values| [key.downcase, values.compact.first] }
            VOID.include?(name) ? void(name, attributes) : enter(name, attributes)
          end

          def skip(name, ending)
            @scanner.skip_until(%r{</#{name}\b[^>]{0,100}>}i) || @scanner.terminate unless ending
          end

          def enter(name, attributes)
            @open << [name, style.inside(name, attributes)] if @open.length < 100
            @lists << (name == "ol" ? 0 : nil) if %w[ul ol].include?(name)
            @bullet = bullet if name == "li"
          end

          def bullet
            return "•" unless @lists.last

            "#{@lists[-1] += 1}."
          end

          def leave(name)
            add(:space) if BLOCKS.include?(name) && style.background && @gap.positive?
            index = @open.rindex { |open, _| open == name }
            @open = @open.first(index) if index&.positive?
            @lists.pop if %w[ul ol].include?(name)
          end

          def void(name, attributes)
            case name
            when "br" then line_break
            when "hr" then add(:rule)
            when "img" then image(attributes)
            end
          end

          def line_break
            return close if @runs.any?

            @gap += style.font_size unless style.hidden
          end

          def image(attributes)
            close
            size = %w[width height].map { |name| attributes[name].to_i }
            return if size.max == 1 # a pixel that counts who reads

            add(:image, alt: decode(attributes["alt"].to_s), width: size.first, height: size.last)
          end

          def words(text)
            text = decode(text).gsub(/\s+/, " ")
            text = text.lstrip if @runs.empty?
            return if text.empty? || style.hidden

            @around = around if @runs.empty?
            @runs << Run.new(text, style)
          end

          # The style of the paragraph, not of a link at its beginning.
          def around
            @open.reverse.find { |name, _| BLOCKS.include?(name) }&.last || @open.first.last
          end

          def close
            runs = @runs
            @runs = []
            add(:text, runs:, style: @around) if runs.any? { |run| !run.text.strip.empty? }
          end

          def add(kind, **parts)
            return if style.hidden && kind != :text

            @blocks << Block.new(kind:, gap: @gap, indent: 24 * @lists.length, bullet: @bullet, style:, **parts)
            @gap = 0
            @bullet = nil
          end

          def decode(text)
            text = text.gsub(/&([a-z]{2,8});/) { |entity| ENTITIES.fetch(entity[1..-2], entity) }
            CGI.unescapeHTML(text).scrub.delete("\u200C\u200B\uFEFF\u00AD")
          rescue RangeError # a number that is no letter
            text
          end
        end
      end
    end
  end
end
