# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Converts values from YAML, ENV and ActiveSupport to the plain ones that the core reads: `10.seconds`, `10r` and
    # `BigDecimal("10")` become numbers; a Pathname, a URI and an Integer as a credential become Strings. Anything else
    # is passed on as it is, and refused by the core under the name of its setting.
    #
    # @api private
    module Plain
      # No real setting is nested deeper; data that contains itself is.
      DEPTH = 8
      # A decimal number from an environment variable, such as "15" or " 2.5".
      NUMBER = /\A\s*[+-]?\d+(?:\.\d+)?\s*\z/
      # The settings that are numbers.
      NUMBERS = %i[timeout open_timeout max_redirects max_response_size].freeze
      private_constant :DEPTH, :NUMBER, :NUMBERS

      class << self
        # Where a number is expected and something else given, the core gets the class's name, which it refuses under
        # the name of the setting.
        #
        # @param key [Symbol]
        # @param value [Object]
        # @return [Object]
        # @raise [ConfigurationError] for a value that is nested too deeply
        def setting(key, value)
          return headers(value) if key == :headers
          return value(value) unless NUMBERS.include?(key)

          number = number(value)
          number?(number) ? number : number.class.name
        end

        # @param value [Object]
        # @return [Object] nil, true, false, a Symbol, a String, an Integer or a Float, a Hash with Symbols as keys, or
        #   an Array of such
        # @raise [ConfigurationError] for a value that is nested too deeply
        def value(value, depth = 0)
          case value
          when nil, true, false, ::Symbol, ::Integer, ::Float, ::String then value
          when ::Hash then inside(depth) { value.to_h { |key, inner| [symbol(key), value(inner, depth + 1)] } }
          when ::Array then inside(depth) { value.map { |inner| value(inner, depth + 1) } }
          else scalar(value)
          end
        end

        # @param value [Object] a number, or a String with one
        # @return [Object]
        def number(value)
          case value
          when ::Integer, ::Float, nil then value
          when ::String then number_in(text(value))
          else scalar(value)
          end
        end

        # @param name [String] the setting's, for the message
        # @param value [Object] as for {.number}
        # @return [Integer, Float]
        # @raise [ConfigurationError]
        def number!(name, value)
          number = number(value)
          return number if number?(number)

          raise ConfigurationError.new("#{name} is not a number", code: :invalid_value, hint: "Give one, such as 60")
        end

        # @param value [Object] seconds since the epoch, a time or a date; or a String with one
        # @return [Integer, nil] seconds since the epoch; nil if the value cannot be read as such
        def timestamp(value)
          return if value.nil?

          value = number(value)
          value = time_in(value) if value.is_a?(::String)
          value = value.to_time if value.respond_to?(:to_time) # a Date has no to_i
          value.to_i if value.respond_to?(:to_i)
        rescue ::ArgumentError, ::RangeError
          nil
        end

        # @param value [Object] a credential or an address
        # @return [Object] a String; in UTF-8 if its encoding is not compatible with ASCII, such as UTF-16
        def text(value)
          case value
          when ::String then value.encoding.ascii_compatible? ? value : utf8(value)
          when nil then value
          when ::Integer then value.to_s
          else scalar(value)
          end
        end

        # Header fields. Symbols are spelled as in Faraday: `user_agent:` is `User-Agent`. Strings are left alone.
        #
        # @param fields [Hash, Object] nil values are left out; an Array is joined with commas
        # @return [Hash{String => String}, Object]
        # @raise [ConfigurationError] for a nested value
        def headers(fields)
          return fields unless fields.is_a?(::Hash) && fields.any?

          fields.compact.to_h { |name, value| [header_name(name), header_line(name, value)] }
        end

        # @param name [Symbol, String]
        # @return [String]
        def header_name(name)
          name.is_a?(::Symbol) ? name.name.split("_").map(&:capitalize).join("-") : name
        end

        # @param hash [Hash]
        # @return [Hash] a plain Hash with Symbols for Strings as keys
        def symbolized(hash)
          symbolized = {}
          hash.each_pair { |key, value| symbolized[symbol(key)] = value }
          symbolized
        end

        private

        def number_in(text)
          return text unless text.valid_encoding? && text.match?(NUMBER)

          text.include?(".") ? Float(text) : Integer(text, 10)
        end

        def time_in(text)
          require "time"
          ::Time.parse(text)
        end

        def header_line(name, value)
          values = value.is_a?(::Array) ? value : [value]
          return values.join(", ") unless values.any? { |inner| inner.is_a?(::Array) || inner.is_a?(::Hash) }

          hint = "Give a String, or an Array of Strings"
          raise ConfigurationError.new("The header #{name.inspect} is nested", code: :invalid_header, hint:)
        end

        # ActiveSupport::Duration answers true to `is_a?(Numeric)`, but does not match it in a `case`.
        def scalar(value)
          return value.to_f if value.is_a?(::Numeric) && value.real?
          return value.to_path if value.respond_to?(:to_path)
          return value.to_str if value.respond_to?(:to_str)

          value.respond_to?(:scheme) && value.respond_to?(:host) ? value.to_s : value
        end

        # A String that is not valid is refused by the core, under the name of its setting.
        def utf8(text)
          text.encode(::Encoding::UTF_8)
        rescue ::EncodingError
          text
        end

        def number?(value)
          value.is_a?(::Integer) || (value.is_a?(::Float) && value.finite?)
        end

        def symbol(key)
          key.respond_to?(:to_sym) ? key.to_sym : key
        end

        def inside(depth)
          return yield if depth < DEPTH

          hint = "Look for data that contains itself"
          raise ConfigurationError.new("A setting is nested too deeply", code: :invalid_setting, hint:)
        end
      end
    end
  end
end
