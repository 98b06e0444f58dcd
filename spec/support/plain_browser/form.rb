# frozen_string_literal: true

require "cgi"

class PlainBrowser
  # A form of a page: where it goes, what its fields hold, and by its label what each button adds.
  Form = Struct.new(:action, :fields, :buttons)

  class << Form
    # @param html [String]
    # @return [Array<Form>]
    def all(html)
      html.dup.force_encoding(Encoding::UTF_8).scan(%r{<form\b([^>]*)>(.*?)</form>}m).map do |attributes, content|
        submits, fields = content.scan(/<input\b[^>]*>/).partition { |tag| attribute(tag, "type") == "submit" }
        new(attribute(attributes, "action"), values(fields), buttons(content, submits))
      end
    end

    private

    def buttons(content, submits)
      labels = submits.map { |tag| [tag, attribute(tag, "value")] }
      labels.concat(content.scan(%r{(<button\b[^>]*>)(.*?)</button>}m))
      labels.to_h { |tag, label| [label.strip, values([tag])] }
    end

    def values(tags)
      tags.filter_map { |tag| [attribute(tag, "name"), attribute(tag, "value").to_s] if attribute(tag, "name") }.to_h
    end

    def attribute(tag, name)
      value = tag[/\s#{name}="([^"]*)"/, 1]
      value && CGI.unescapeHTML(value)
    end
  end
end
