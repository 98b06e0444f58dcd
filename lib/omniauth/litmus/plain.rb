# frozen_string_literal: true

module OmniAuth
  module Litmus
    # Values as YAML, ENV and ActiveSupport give them, made the plain ones that the core reads: `10.seconds`, `10r` and
    # `BigDecimal("10")` are numbers, a Pathname and a URI are texts, and so are credentials of digits alone. What can
    # not be made plain stays as it is, for the core to refuse by name.
    #
    # @api private
    module Plain
      # No setting is nested deeper; data that contains itself is.
      DEPTH = 8
      # Decimals, as a variable of the environment writes a number.
      NUMBER = /\A\s*[+-]?\d+(?:\.\d+)?\s*\z/
      # The settings that are numbers.
      NUMBERS = %i[timeout open_timeout max_redirects].freeze
      private_constant :DEPTH, :NUMBER, :NUMBERS

      class << self
        # What is no number is refused by the core, which names the setting; its class stands for an object there.
        #
        # @param key [Symbol]
        # @param value [Object]
        # @return [Object]
        # @raise [ConfigurationError] for what is nested too deeply
        def setting(key, value)
          return headers(value) if key == :headers
          return value(value) unless NUMBERS.include?(key)

          number = number(value)
          number?(number) ? number : number.class.name
        end

        # @param value [Object]
        # @return [Object] nil, true, false, a Symbol, a String, an Integer or a Float, a Hash with Symbols as keys, or
        #   an Array of such
        # @raise [ConfigurationError] for what is nested too deeply
        def value(value, depth = 0)
          case value
          when nil, true, false, ::Symbol, ::Integer, ::Float, ::String then value
          when ::Hash then inside(depth) { value.to_h { |key, inner| [symbol(key), value(inner, depth + 1)] } }
          when ::Array then inside(depth) { value.map { |inner| value(inner, depth + 1) } }
          else scalar(value)
          end
        end

        # @param value [Object] a number of seconds or of times, or a text with one
        # @return [Object]
        def number(value)
          case value
          when ::Integer, ::Float, nil then value
          when NUMBER then value.include?(".") ? Float(value) : Integer(value, 10)
          else scalar(value)
          end
        end

        # @param name [String] of a setting that the core does not read
        # @param value [Object] as for {.number}
        # @return [Integer, Float]
        # @raise [ConfigurationError]
        def number!(name, value)
          number = number(value)
          return number if number?(number)

          raise ConfigurationError.new("#{name} is not a number", code: :invalid_value, hint: "Give one, such as 60")
        end

        # @param value [Object] a credential or an address
        # @return [Object] the text of a number as well; UTF-8 in place of an encoding that Ruby cannot join with it
        def text(value)
          case value
          when ::String then value.encoding.ascii_compatible? ? value : utf8(value)
          when nil then value
          when ::Integer then value.to_s
          else scalar(value)
          end
        end

        # Header fields. A Symbol is a name as Faraday spells it: `user_agent:` is `User-Agent`. A String is left alone.
        #
        # @param fields [Hash, Object] nil values are left out; several values of a field stand in one line
        # @return [Hash{String => String}, Object]
        # @raise [ConfigurationError] for a value that has others inside
        def headers(fields)
          return fields unless fields.is_a?(::Hash)

          fields.compact.to_h { |name, value| [header_name(name), header_line(name, value)] }
        end

        # @param name [Symbol, String]
        # @return [String]
        def header_name(name)
          name.is_a?(::Symbol) ? name.name.split("_").map(&:capitalize).join("-") : name
        end

        # @param hash [Hash]
        # @return [Hash] a plain one, with Symbols where there were Strings as keys
        def symbolized(hash)
          symbolized = {}
          hash.each_pair { |key, value| symbolized[symbol(key)] = value }
          symbolized
        end

        private

        def header_line(name, value)
          values = value.is_a?(::Array) ? value : [value]
          return values.join(", ") unless values.any? { |inner| inner.is_a?(::Array) || inner.is_a?(::Hash) }

          hint = "Give a text, or an Array of texts"
          raise ConfigurationError.new("The header #{name.inspect} is nested", code: :invalid_header, hint:)
        end

        # ActiveSupport's Duration says that it is a Numeric, and is none to `case`.
        def scalar(value)
          return value.to_f if value.is_a?(::Numeric) && value.real?
          return value.to_path if value.respond_to?(:to_path)
          return value.to_str if value.respond_to?(:to_str)

          value.respond_to?(:scheme) && value.respond_to?(:host) ? value.to_s : value
        end

        # What cannot be read is refused by the core, by name.
        def utf8(text)
          text.encode(::Encoding::UTF_8)
        rescue ::EncodingError
          text
        end

        def number?(value)
          value.is_a?(::Integer) || value.is_a?(::Float)
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
