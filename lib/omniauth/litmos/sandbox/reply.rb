# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmos
    class Sandbox
      # Rack responses of the API: JSON, with timestamps as Litmos writes them.
      #
      # @api private
      class Reply
        include OmniAuth::Litmus::Unserializable

        FORBIDDEN = <<~TEXT
          The sandbox does not answer here. It lets in anyone with its demo key, so it answers only in the environments
          development and test (RACK_ENV, RAILS_ENV, APP_ENV, HANAMI_ENV), and only to this machine, by localhost or
          127.0.0.1. In an isolated network, OmniAuth::Litmos::Sandbox.new(allow_anywhere: true) lifts this.
        TEXT
        # Timestamps of users, which Litmos wrote in ISO 8601 where it was recorded.
        OF_USERS = %w[CreatedDate LastLogin].freeze
        private_constant :FORBIDDEN, :OF_USERS

        class << self
          # @return [Array] a Rack response
          def forbidden(_request, _reason)
            [403, { "content-type" => "text/plain; charset=utf-8", "cache-control" => "no-store" }, [FORBIDDEN]]
          end

          # @return [Array] a Rack response
          def not_found(_request)
            page(404, "Endpoint not found")
          end

          # A page, as IIS sends it for an address that is not of the API.
          #
          # @return [Array] a Rack response
          def page(status, title)
            html = "<html><head><title>#{title}</title></head><body><p>#{title}</p></body></html>"
            [status, { "content-type" => "text/html; charset=utf-8" }, [html]]
          end
        end

        # @param settings [Settings]
        def initialize(settings)
          @settings = settings
        end

        # @param status [Integer]
        # @param document [Hash, Array]
        # @return [Array] a Rack response
        def document(status, document)
          [status, headers("application/json"), [JSON.generate(plain(document))]]
        end

        # @param status [Integer]
        # @param document [Hash, Array] left out if the sandbox has `empty_bodies`
        # @return [Array] a Rack response to a change
        def changed(status, document = {})
          @settings.empty_bodies ? empty(status) : document(status, document)
        end

        # @param status [Integer]
        # @param detail [String] the reason
        # @return [Array] a Rack response
        def refusal(status, detail)
          document(status, { "Detail" => detail })
        end

        # @param status [Integer]
        # @return [Array] a Rack response without a body
        def empty(status)
          [status, headers("text/plain"), []]
        end

        private

        def headers(type)
          { "content-type" => "#{type}; charset=utf-8", "cache-control" => "private" }
        end

        # Keys that are Symbols are the sandbox's own.
        def plain(value, name = nil)
          case value
          when Hash
            value.select { |key, _| key.is_a?(String) }.to_h { |key, member| [key, plain(member, key)] }
          when Array then value.map { |member| plain(member) }
          when Time then timestamp(value, name)
          else value
          end
        end

        def timestamp(time, name)
          milliseconds = (time.to_r * 1000).floor
          format = @settings.date_format
          return time.utc.strftime("%FT%TZ") if format == :recorded && OF_USERS.include?(name)

          { recorded: "/Date(#{milliseconds}+0000)/", zone: "/Date(#{milliseconds}+0000)/",
            plain: "/Date(#{milliseconds})/", iso: time.utc.strftime("%FT%T.%LZ") }.fetch(format)
        end
      end
    end
  end
end
