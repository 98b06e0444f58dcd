# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmos
    class Sandbox
      # What the API answers: JSON or XML, with its moments.
      class Reply
        include OmniAuth::Litmus::Unserializable

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
        end

        # @param document [Hash, Array]
        # @return [Array] a Rack response
        def document(status, document)
          document = plain(document)
          return [status, headers("application/xml"), [xml(document)]] if @settings.xml

          [status, headers("application/json"), [JSON.generate(document)]]
        end

        # What was changed.
        def changed(status, document = {})
          @settings.empty_bodies ? empty(status) : document(status, document)
        end

        # @param words [String] why not
        # @return [Array] a Rack response
        def refusal(status, words)
          document(status, { "Detail" => words })
        end

        # @return [Array] a Rack response without body
        def empty(status)
          [status, headers("text/plain"), []]
        end

        private

        def headers(type)
          { "content-type" => "#{type}; charset=utf-8", "cache-control" => "private" }
        end

        def plain(value)
          case value
          when Hash then value.select { |name, _| name.is_a?(String) }.transform_values { |member| plain(member) }
          when Array then value.map { |member| plain(member) }
          when Time then moment(value)
          else value
          end
        end

        def moment(time)
          milliseconds = (time.to_r * 1000).floor
          { zone: "/Date(#{milliseconds}+0000)/", plain: "/Date(#{milliseconds})/",
            iso: time.utc.strftime("%FT%T.%LZ") }.fetch(@settings.date_format)
        end

        def xml(value)
          case value
          when Hash then value.map { |name, member| "<#{name}>#{xml(member)}</#{name}>" }.join
          when Array then "<Items>#{value.map { |member| "<Item>#{xml(member)}</Item>" }.join}</Items>"
          else value.to_s.encode(xml: :text)
          end
        end
      end
    end
  end
end
