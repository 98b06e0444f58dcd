# frozen_string_literal: true

module OmniAuth
  module Litmus
    class V3Api
      # Something that the v3 API keeps: a "resource object" of JSON:API.
      class Resource
        # @return [String]
        attr_reader :id

        # @return [String] such as `"integration-users"`
        attr_reader :type

        # @return [Hash{String => Object}] such as `html`
        attr_reader :attributes

        # @return [Hash{String => String}] such as `self`, its address
        attr_reader :links

        # @param data [Hash{String => Object}] from the API
        def initialize(data)
          @id = data["id"].to_s
          @type = data["type"]
          @attributes = data["attributes"] || {}
          @links = data["links"] || {}
          freeze
        end

        # @return [String] without the attributes, which may be a whole e-mail
        def inspect
          "#<#{self.class} #{type} #{id}>"
        end
      end
    end
  end
end
