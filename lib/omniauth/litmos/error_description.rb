# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmos
    # Litmos's own words in an error, where they stand in members that the core does not look at: `Detail` and
    # `Message`, of the document or of the first of its `errors`.
    #
    # @api private
    module ErrorDescription
      NAMES = %w[detail message description title].freeze
      BLOT = "[REDACTED]"
      private_constant :NAMES, :BLOT

      module_function

      # @param error [Error] gets a description, where it has none
      # @param response [Response] that it is about
      # @param account [Client::Settings] whose secrets no words may repeat
      # @return [void]
      def tell(error, response, account)
        return if error.description

        words = found(response) or return
        error.with_description(blotted(words, account.secrets))
      rescue OmniAuth::Litmus::Error
        nil # not JSON, or the secrets cannot be known: no words
      end

      # @return [String, nil]
      def found(response)
        document = response.parsed if response.content_type.match?(/json\z/)
        return unless document.is_a?(Hash)

        document = document.transform_keys { |name| name.to_s.downcase }
        text(document) || first_of(document["errors"])
      end

      def first_of(errors)
        first = errors.is_a?(Array) ? errors.first : errors
        first.is_a?(Hash) ? text(first.transform_keys { |name| name.to_s.downcase }) : (first if first.is_a?(String))
      end

      def text(document)
        document.values_at(*NAMES).find { |words| words.is_a?(String) && !words.strip.empty? }
      end

      # As they are, and as an address or a form has them.
      def blotted(words, secrets)
        forms = secrets.flat_map { |one| [one, URI.encode_www_form_component(one)] }.reject(&:empty?)
        forms.uniq.sort_by { |form| -form.length }.reduce(words) { |text, form| text.gsub(form, BLOT) }
      end
    end
  end
end
