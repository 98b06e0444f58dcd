# frozen_string_literal: true

require "json"
require "rack/request"

module OmniAuth
  module Litmus
    class Sandbox
      # A request, and the notes that endpoints make about it for the switch `on_event`.
      class Request < Rack::Request
        include Unserializable

        # A body or query that cannot be read: malformed JSON, a broken escape, too much of it.
        class Unreadable < StandardError; end

        # Bytes of a body. Nobody posts more to Litmus than an e-mail.
        BODY_LIMIT = 4 * 1024 * 1024

        # @return [Hash{Symbol => Object}] what the endpoint noted so far
        def notes
          @notes ||= {}
        end

        # @param details [Hash{Symbol => Object}] no secret, code or token
        # @return [void]
        def note(**details)
          notes.update(details.compact)
        end

        # @return [Hash{String => String}] the query's parameters; arrays, hashes and broken encodings count as missing
        def query
          @query ||= texts(guarded { self.GET })
        end

        # @return [Hash{String => String}] the members of a JSON object or the fields of a form
        # @raise [Unreadable]
        def fields
          @fields ||= texts(document)
        end

        # @return [Hash{String => Object}] the JSON object, or the fields of a form, as they came
        # @raise [Unreadable]
        def document
          @document ||= json? ? json : form
        end

        # @return [Object] the JSON value of the body
        # @raise [Unreadable]
        def value
          @value ||= JSON.parse(body_text)
        rescue JSON::ParserError
          raise Unreadable, "malformed JSON"
        end

        # @return [String] the path under which the sandbox is mounted, and behind it `path`
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

        def body_text
          text = body&.read(BODY_LIMIT + 1).to_s.dup.force_encoding(Encoding::UTF_8)
          raise Unreadable, "more than #{BODY_LIMIT} bytes" if text.bytesize > BODY_LIMIT
          raise Unreadable, "not UTF-8" unless text.valid_encoding?

          text
        end

        # Rack's parsers raise classes without an ancestor in common, and other ones in each major version.
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
