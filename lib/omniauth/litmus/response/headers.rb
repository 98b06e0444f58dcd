# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Response
      # Header fields that are found in any case (RFC 9110 §5.1). The keys are stored in lower case.
      #
      #     headers["Content-Type"] == headers[:content_type]
      class Headers < Hash
        # @param fields [Hash{String => String}, String] or lines of `name: value`
        # @return [Headers]
        def self.from(fields)
          fields = fields.each_line(chomp: true).map { |line| line.split(": ", 2) } if fields.is_a?(String)
          fields.each_with_object(new) { |(name, value), headers| headers[name.to_s.downcase] = value.to_s }
        end

        # @param name [String, Symbol] `:content_type` is `content-type`
        # @return [String, nil]
        def [](name)
          super(stored(name))
        end

        # @param name [String, Symbol]
        # @return [String, Object] the value, or the default as for Hash#fetch
        # @raise [KeyError] for a missing field without a default or a block
        def fetch(name, ...)
          super(stored(name), ...)
        end

        # @param name [String, Symbol]
        # @return [Boolean]
        def key?(name)
          super(stored(name))
        end
        alias has_key? key?
        alias include? key?
        alias member? key?

        # @param names [Array<String, Symbol>]
        # @return [Array<String, nil>]
        def values_at(*names)
          names.map { |name| self[name] }
        end

        private

        def stored(name)
          (name.is_a?(::Symbol) ? name.name.tr("_", "-") : name.to_s).downcase
        end
      end
    end
  end
end
