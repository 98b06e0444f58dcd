# frozen_string_literal: true

require "cgi/escape"
require "strscan"

module OmniAuth
  module Litmos
    class Sandbox
      # Reads the XML that Litmos takes, as the values that its JSON has: elements with texts, and lists whose name is
      # the plural of their elements. It knows no document type and no entities but those of XML.
      #
      #     XmlReader.value("<Courses><Course><Id>c1</Id></Course></Courses>") # => [{ "Id" => "c1" }]
      #
      # @api private
      class XmlReader
        include OmniAuth::Litmus::Unserializable

        Unreadable = OmniAuth::Litmus::Sandbox::Toolkit::Request::Unreadable
        MAX_DEPTH = 20
        SKIPPED = /(?:\s|<\?.*?\?>|<!--.*?-->)*/m
        OPENING = %r{<([A-Za-z_][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>}
        # `<Parameter fieldname="Badge">` stands for a field whose name is not one of XML.
        NAMED = /\bfieldname\s*=\s*["']([^"']+)["']/
        NOTHING = /\bnil\s*=\s*["']true["']/
        private_constant :Unreadable, :MAX_DEPTH, :SKIPPED, :OPENING, :NAMED, :NOTHING

        # @param text [String]
        # @return [Hash, Array, String, Boolean, nil]
        # @raise [Unreadable] if it is not well-formed, or has what Litmos does not take
        def self.value(text)
          new(text).value
        end

        # @param text [String]
        def initialize(text)
          @scanner = StringScanner.new(text)
        end

        # @return [Hash, Array, String, Boolean, nil]
        # @raise [Unreadable] if it is not well-formed, or has what Litmos does not take
        def value
          _, value = element(1)
          @scanner.skip(SKIPPED)
          @scanner.eos? ? value : raise(malformed)
        end

        private

        # @return [Array(String, Object)] name and value
        def element(depth)
          @scanner.skip(SKIPPED)
          raise malformed unless depth <= MAX_DEPTH && @scanner.scan(OPENING)

          name = @scanner[1]
          attributes = @scanner[2]
          value = @scanner[3].empty? ? content(name, depth) : ""
          [attributes[NAMED, 1] || name, NOTHING.match?(attributes) ? nil : value]
        end

        def content(name, depth)
          children = []
          text = @scanner.scan(/[^<]*/)
          while @scanner.check(%r{#{SKIPPED}<[^/]}m)
            children << element(depth + 1)
            text << @scanner.scan(/[^<]*/)
          end
          raise malformed unless @scanner.skip(%r{#{SKIPPED}</#{Regexp.escape(name)}\s*>}m)

          children.empty? ? plain(text) : collected(name, children)
        end

        def malformed
          Unreadable.new("malformed XML")
        end

        def plain(text)
          { "true" => true, "false" => false }.fetch(text) { CGI.unescapeHTML(text) }
        end

        def collected(name, children)
          children.all? { |child, _| name == "#{child}s" } ? children.map(&:last) : children.to_h
        end
      end
    end
  end
end
