# frozen_string_literal: true

require "json"
require "stringio"
require_relative "xml_reader"
require_relative "xml_writer"

module OmniAuth
  module Litmos
    class Sandbox
      # Lets the endpoints speak JSON alone: a body in XML becomes JSON before they see it, and their answer becomes XML
      # for who asks for it, by `Accept: application/xml` without `format=json`.
      #
      # @api private
      class Format
        include OmniAuth::Litmus::Unserializable

        XML = %r{[/+]xml\b}
        # In the Rack environment, where the body was XML.
        WAS_XML = "omniauth.litmos.xml"
        private_constant :XML

        # @param settings [Settings]
        # @param app [#call] takes a request, and returns a Rack response
        def initialize(settings, &app)
          @settings = settings
          @app = app
        end

        # @param request [OmniAuth::Litmus::Sandbox::Toolkit::Request]
        # @return [Array] a Rack response
        def call(request)
          read_xml(request) if XML.match?(request.media_type.to_s)
          response = @app.call(request)
          xml?(request) ? written(response, request) : response
        end

        private

        def read_xml(request)
          text = request.text
          return if text.empty?

          request.set_header("rack.input", StringIO.new(JSON.generate(XmlReader.value(text))))
          request.set_header("CONTENT_TYPE", "application/json")
          request.set_header(WAS_XML, true)
        end

        def xml?(request)
          accepts = request.get_header("HTTP_ACCEPT").to_s
          @settings.xml || (request.query["format"] != "json" && XML.match?(accepts) && !accepts.include?("json"))
        end

        def written(response, request)
          status, headers, body = response
          return response unless headers["content-type"].to_s.include?("json")

          xml = XmlWriter.document(JSON.parse(body.join), request.path_info)
          [status, { **headers, "content-type" => "application/xml; charset=utf-8" }, [xml]]
        end
      end
    end
  end
end
