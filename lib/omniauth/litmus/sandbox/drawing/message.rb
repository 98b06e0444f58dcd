# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Drawing
        # What of an uploaded e-mail is drawn.
        class Message
          # Characters that are kept of a text, and of a line.
          LIMIT = 32_768
          LINE = 200
          FOLDED = /\r?\n[ \t]+/
          FIELD = /^([\w-]+):[ \t]*(.*?)\r?$/
          private_constant :LIMIT, :LINE, :FOLDED, :FIELD

          # @return [String]
          attr_reader :subject, :from

          # @param fields [Hash{String => String}] of the upload: texts, or the source of a message
          def initialize(fields)
            source = fields["raw_source"]
            fields = { **fields, **parts_of(source) } if source
            @html = without_head(fields["html_text"])
            @text = fields["plain_text"].to_s[0, LIMIT]
            @subject = line(fields["subject"], "(no subject)")
            @from = line(fields["from_display_name"] || fields["from_address"], "Sender")
          end

          # @param plain [Boolean] the text without markup
          # @return [Array<Markup::Block>]
          def blocks(plain: false)
            return Markup.blocks(@html) unless plain || @html.empty?
            return Markup.plain(@text, fixed: plain) unless @text.empty?

            Markup.plain(Markup.blocks(@html).map(&:words).join("\n"))
          end

          private

          def line(text, default)
            text = text.to_s.gsub(/\s+/, " ").strip[0, LINE]
            text.empty? ? default : text
          end

          # Much of an e-mail is its styles.
          def without_head(html)
            html = html.to_s
            start = html.index(/<body\b/i)
            html[(start || 0), LIMIT]
          end

          # The subject, the sender, and the texts of a message in MIME.
          def parts_of(source, depth = 0)
            head, body = source.split(/\r?\n\r?\n/, 2)
            fields = head.to_s.gsub(FOLDED, " ").scan(FIELD).to_h.transform_keys(&:downcase)
            type = fields["content-type"].to_s
            texts = multipart(body.to_s, type, depth) || { kind(type) => decoded(body.to_s, fields) }
            { "subject" => fields["subject"], "from_address" => fields["from"], **texts }.compact
          end

          def multipart(body, type, depth)
            boundary = type[/\Amultipart.*boundary="?([^";]+)/i, 1]
            return unless boundary && depth < 3

            parts = body.split("--#{boundary}").drop(1).first(10)
            parts.map { |part| parts_of(part.lstrip, depth + 1).slice("html_text", "plain_text") }.reduce({}, :merge)
          end

          def kind(type)
            return "html_text" if type.match?(%r{\Atext/html}i)

            type.empty? || type.match?(%r{\Atext/}i) ? "plain_text" : "other"
          end

          def decoded(body, fields)
            case fields["content-transfer-encoding"].to_s.downcase
            when /quoted/ then body.unpack1("M").force_encoding(Encoding::UTF_8).scrub
            when /base64/ then body.unpack1("m").force_encoding(Encoding::UTF_8).scrub
            else body
            end
          end
        end
      end
    end
  end
end
