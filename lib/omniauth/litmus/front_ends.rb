# frozen_string_literal: true

require "omniauth/litmus"

module OmniAuth
  module Litmus
    # The front ends of an app that live at addresses of their own, and that a sign-in may lead back to: these origins,
    # and nothing that only looks like one of them (RFC 9700 §4.11: no open redirectors).
    #
    #     front_ends = OmniAuth::Litmus::FrontEnds.new(%w[https://app.example http://localhost:5173])
    #     front_ends.address("https://app.example/reports?month=5")   # => the same
    #     front_ends.address("https://app.example.evil.example/")     # => nil
    #
    # An app on a device is named by its whole address, with a scheme of its own (RFC 8252 §7.1):
    # `com.example.app:/signed-in`.
    class FrontEnds
      # Longer ones are nobody's work.
      LONGEST = 2048
      # Every character that a browser's `location.href` has, but none that browsers and servers read in two ways: no
      # backslash, blank, quote or control character, no user in front of the host, and no fragment.
      ADDRESS = %r{\A(?<scheme>https?)://(?<host>[a-z\d.-]+|\[[\h:.]+\])(?::(?<port>\d{1,5}))?
                   (?<rest>(?:[/?][!$-;=?-\[\]-~]*)?)\z}xi
      # Only on this machine may it be without TLS.
      LOOPBACK = /\A(?:(?:[a-z\d-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])\z/i
      # A scheme of an app's own has a dot, so that it is no other's.
      OF_A_DEVICE = %r{\A[a-z][a-z\d+-]*(?:\.[a-z\d+-]+)+:/[\w./-]*\z}i
      PORTS = { "http" => 80, "https" => 443 }.freeze
      private_constant :LONGEST, :ADDRESS, :LOOPBACK, :OF_A_DEVICE, :PORTS

      # @param list [Array<String>] origins, and addresses of apps on devices
      # @raise [ConfigurationError] for anything else
      def initialize(list)
        @on_devices, web = Array(list).map { |entry| text(entry) }.partition { |entry| entry.match?(OF_A_DEVICE) }
        @origins = web.map { |entry| origin_of_entry(entry) }
      end

      # @param text [Object] where a browser says that it wants to go back to
      # @return [String, nil] that address, if it is one of a front end's
      def address(text)
        return unless text.is_a?(String) && text.bytesize <= LONGEST && text.ascii_only?
        return text if @on_devices.include?(text)

        found = ADDRESS.match(text) or return
        origin = origin(found)
        "#{origin}#{found[:rest]}" if @origins.include?(origin)
      end

      # @param text [String, nil] the header `Origin` of a request
      # @return [Boolean] whether a page of a front end has sent it
      def origin?(text)
        @origins.include?(text)
      end

      private

      # A list in the environment may have blanks behind its commas.
      def text(entry)
        text = entry.to_s
        text.ascii_only? ? text.strip : raise(invalid(text, "is not ASCII"))
      end

      def origin(found)
        scheme = found[:scheme].downcase
        port = found[:port]&.to_i
        "#{scheme}://#{found[:host].downcase}#{":#{port}" if port && port != PORTS.fetch(scheme)}"
      end

      def origin_of_entry(entry)
        found = ADDRESS.match(entry)
        raise invalid(entry, "is no origin") unless found && ["", "/"].include?(found[:rest])

        secure = found[:scheme].casecmp?("https") || found[:host].match?(LOOPBACK)
        raise invalid(entry, "has no TLS") unless secure

        origin(found)
      end

      def invalid(entry, reason)
        hint = "Name scheme, host and port: https://app.example, http://localhost:5173; or the whole address of an " \
               "app on a device, com.example.app:/signed-in"
        ConfigurationError.new("The front end #{entry[0, 80].inspect} #{reason}", code: :invalid_front_end, hint:)
      end
    end
  end
end
