# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmus
    module Railties
      # Where a login may lead back to: a path of this app, and nothing that a browser, a proxy or a framework could
      # read as another site. Whatever is not plainly harmless is none (RFC 9700 §4.11: no open redirectors).
      #
      # @api private
      module ReturnPath
        # Longer ones are nobody's work.
        LONGEST = 2048
        # Printable ASCII, as addresses are on the wire: no blank, no control character, no backslash, no fragment.
        PLAIN = %r{\A/[!"$-\[\]-~]*\z}
        # A second slash at the front begins a host's name; dots may lead there.
        STRAY = %r{\A//|(?:\A|/)\.{1,2}(?:/|\z)|[\\[:cntrl:]]}
        # How often a path may be encoded upon encoding.
        DEPTH = 4

        class << self
          # @param text [Object] a path with or without a query, or an address
          # @param base_url [String] of this app, such as `https://app.example`; its own addresses count as paths
          # @return [String, nil] the path and query, or nil where it is none of this app's
          def of(text, base_url)
            return unless text.is_a?(String) && text.bytesize <= LONGEST && text.valid_encoding?

            path = text.start_with?("#{base_url}/") ? text.delete_prefix(base_url) : text
            path if path.match?(PLAIN) && harmless?(path[/\A[^?]*/])
          end

          private

          def harmless?(path)
            DEPTH.times do
              return false if path.match?(STRAY)

              decoded = URI::DEFAULT_PARSER.unescape(path)
              return false unless decoded.valid_encoding?
              return true if decoded == path

              path = decoded
            end
            false
          end
        end
      end
    end
  end
end
