# frozen_string_literal: true

require "uri"

module OmniAuth
  module Litmos
    # Gives an error the description that Litmos sends in its own members: `Detail` or `Message`, of the body or of the
    # first of its `errors`. The core knows only the members of OAuth.
    #
    # @api private
    module ErrorDescription
      MEMBERS = %w[detail message description title].freeze
      REDACTED = "[REDACTED]"
      private_constant :MEMBERS, :REDACTED

      module_function

      # @param error [Error] without a description of its own
      # @param response [Response]
      # @param settings [Client::Settings] whose secrets are redacted
      # @return [void]
      def add(error, response, settings)
        return if error.description

        description = find(response) or return
        error.with_description(redact(description, settings.secrets))
      rescue OmniAuth::Litmus::Error
        nil # the body is not JSON, or the secrets are not known
      end

      # @return [String, nil]
      def find(response)
        document = response.parsed if response.content_type.match?(/json\z/)
        return unless document.is_a?(Hash)

        document = document.transform_keys { |name| name.to_s.downcase }
        member(document) || first_of(document["errors"])
      end

      def first_of(errors)
        first = errors.is_a?(Array) ? errors.first : errors
        first.is_a?(Hash) ? member(first.transform_keys { |name| name.to_s.downcase }) : (first if first.is_a?(String))
      end

      def member(document)
        document.values_at(*MEMBERS).find { |value| value.is_a?(String) && !value.strip.empty? }
      end

      # Redacts the secrets as they are, and URL-encoded.
      def redact(description, secrets)
        forms = secrets.flat_map { |one| [one, URI.encode_www_form_component(one)] }.reject(&:empty?)
        forms.uniq.sort_by { |form| -form.length }.reduce(description) { |text, form| text.gsub(form, REDACTED) }
      end
    end
  end
end
