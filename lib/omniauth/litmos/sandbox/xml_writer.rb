# frozen_string_literal: true

module OmniAuth
  module Litmos
    class Sandbox
      # Writes values as Litmos writes them in XML:
      #
      #     <Courses xmlns:i="…"><Course><Id>c1</Id><Code/><DateCompleted i:nil="true"/></Course></Courses>
      #
      # @api private
      module XmlWriter
        NAMESPACE = ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
        # What is at the end of a path, and how a record of it is called.
        NAMES = { "users" => "User", "leaders" => "User", "admins" => "User", "courses" => "Course", "teams" => "Team",
                  "learningpaths" => "LearningPath", "modules" => "Module", "ilt" => "Module", "sessions" => "Session",
                  "future" => "Session", "achievements" => "Achievement", "bulkimports" => "UserBulkImport",
                  "results" => "Result", "rollcall" => "EventUser", "attendance" => "EventUser",
                  "registration" => "EventUser", "usercustomfields" => "UserCustomField" }.freeze
        TIMESTAMP = %r{\A/Date\((-?\d+)(?:[+-]\d{4})?\)/\z}
        private_constant :NAMESPACE, :NAMES, :TIMESTAMP

        module_function

        # @param value [Hash, Array] of JSON
        # @param path [String] of the request
        # @return [String]
        def document(value, path)
          name = path.split("/").reverse.filter_map { |segment| NAMES[segment] }.first || "Item"
          value.is_a?(Array) ? list("#{name}s", value, NAMESPACE) : element(name, value, NAMESPACE)
        end

        def list(name, values, attributes = "")
          "<#{name}#{attributes}>#{values.map { |value| element(name.delete_suffix("s"), value) }.join}</#{name}>"
        end

        def element(name, value, attributes = "")
          case value
          when nil then "<#{name}#{attributes} i:nil=\"true\"/>"
          when "", {} then "<#{name}#{attributes}/>"
          when Array then list(name, value, attributes)
          when Hash then "<#{name}#{attributes}>#{value.map { |key, member| element(key, member) }.join}</#{name}>"
          else "<#{name}#{attributes}>#{text(value)}</#{name}>"
          end
        end

        def text(value)
          milliseconds = value.to_s[TIMESTAMP, 1]
          value = Time.at(milliseconds.to_i / 1000r).utc.strftime("%FT%T.%L") if milliseconds
          value.to_s.encode(xml: :text)
        end
      end
    end
  end
end
