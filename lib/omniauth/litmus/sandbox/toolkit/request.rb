# frozen_string_literal: true

require "json"
require "rack/request"

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # A request, with the notes that endpoints make for `on_event`.
        class Request < Rack::Request
          include Unserializable

          # The body or the query cannot be parsed, or the body is too large.
          class Unreadable < StandardError; end

          # Bytes of a body. The largest thing that is posted to Litmus is an e-mail.
          BODY_LIMIT = 4 * 1024 * 1024

          # @return [Hash{Symbol => Object}]
          def notes
            @notes ||= {}
          end

          # @param details [Hash{Symbol => Object}] must not contain secrets, codes or tokens
          # @return [void]
          def note(**details)
            notes.update(details.compact)
          end

          # @return [Hash{String => String}] parameters of the query, without arrays, hashes and invalid encodings
          def query
            @query ||= texts(guarded { self.GET })
          end

          # @return [Hash{String => String}] the Strings of {#document}
          # @raise [Unreadable]
          def fields
            @fields ||= texts(document)
          end

          # @return [Hash{String => Object}] the JSON object or the fields of the form
          # @raise [Unreadable]
          def document
            @document ||= json? ? json : form
          end

          # @return [Object] the body as JSON, of any type
          # @raise [Unreadable]
          def value
            @value ||= JSON.parse(text)
          rescue JSON::ParserError
            raise Unreadable, "malformed JSON"
          end

          # @return [String] the body
          # @raise [Unreadable]
          def text
            text = body&.read(BODY_LIMIT + 1).to_s.dup.force_encoding(Encoding::UTF_8)
            raise Unreadable, "more than #{BODY_LIMIT} bytes" if text.bytesize > BODY_LIMIT
            raise Unreadable, "not UTF-8" unless text.valid_encoding?

            text
          end

          # @return [String] the path with the prefix under which the sandbox is mounted
          def path_to(path)
            "#{script_name}#{path}"
          end

          # @return [String] the address of the sandbox, without a slash at the end
          def home_url
            "#{base_url}#{script_name}"
          end

          private

          def json?
            media_type == "application/json"
          end

          def json
            value.is_a?(Hash) ? value : {}
          end

          def form
            guarded { self.POST } || {}
          end

          # The errors of Rack's parsers have no common ancestor, and differ between its major versions.
          def guarded
            yield
          rescue StandardError
            raise Unreadable, "malformed parameters"
          end

          def texts(parameters)
            parameters.select do |name, value|
              name.is_a?(String) && value.is_a?(String) && !value.empty? && value.valid_encoding?
            end
          end
        end
      end
    end
  end
end
