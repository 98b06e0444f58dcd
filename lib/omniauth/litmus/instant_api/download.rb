# frozen_string_literal: true

require_relative "../whole_file"

module OmniAuth
  module Litmus
    class InstantApi
      # Saves images in a folder.
      #
      # @api private
      class Download
        include Unserializable

        # @param folder [String, Pathname]
        # @yieldparam picture [Picture] to be fetched
        # @yieldreturn [String] the image
        # @raise [ConfigurationError] if it cannot be a folder's name
        def initialize(folder, &fetch)
          @folder = File.path(folder)
          @fetch = fetch
          raise no_folder if @folder.empty?
        rescue TypeError, ArgumentError # a NUL
          raise no_folder
        end

        # @param picture [Picture]
        # @return [Boolean] whether its file is there
        def done?(picture)
          File.file?(path(picture)) && !File.empty?(path(picture))
        end

        # @param picture [Picture]
        # @return [String] the path of its file
        # @raise [Error, SystemCallError]
        def call(picture)
          WholeFile.write(path(picture), @fetch.call(picture)) unless done?(picture)
          path(picture)
        end

        private

        def no_folder
          hint = "Give a path, such as to: \"previews\""
          ConfigurationError.new("to: must be a folder", code: :invalid_value, hint:)
        end

        def path(picture)
          File.join(@folder, picture.file_name)
        end
      end
    end
  end
end
