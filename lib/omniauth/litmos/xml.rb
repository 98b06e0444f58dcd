# frozen_string_literal: true

module OmniAuth
  module Litmos
    # Responses in another format than JSON, for who asks for them.
    #
    # @api private
    module Xml
      MEDIA_TYPE = %r{[/+]xml\z}
      private_constant :MEDIA_TYPE

      module_function

      # @param opts [Hash] of a call
      # @return [String, nil] what the caller accepts, in lower case; nil unless it says so
      def accept(opts)
        field = (opts[:headers] || {}).find { |name, _| name.to_s.casecmp?("accept") }
        field&.last&.to_s&.downcase
      end

      # We have no parser of our own: one that reads what comes from elsewhere needs many to look after it.
      #
      # @param response [Response]
      # @return [Object] for XML what a parser of {OmniAuth::Litmus::Response.register_parser} makes of it, or a
      #   `Nokogiri::XML::Document` if Nokogiri is loaded; otherwise the body
      # @raise [ProtocolError] if Nokogiri finds that it is not well-formed
      def value(response)
        return response.body unless response.content_type.match?(MEDIA_TYPE)

        response.parsed || (defined?(::Nokogiri::XML) ? parsed(response) : response.body)
      end

      def parsed(response)
        ::Nokogiri::XML(response.body) { |options| options.strict.nonet }
      rescue ::Nokogiri::XML::SyntaxError # its message would quote the body
        raise malformed(response), cause: nil
      end

      def malformed(response)
        hint = "Check whether a proxy between this app and the API answers in its place"
        OmniAuth::Litmus::ProtocolError.new("The response is not well-formed XML", code: :unexpected_format, hint:,
                                                                                   response:)
      end
    end
  end
end
