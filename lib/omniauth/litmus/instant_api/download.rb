# frozen_string_literal: true

require "fileutils"
require "securerandom"

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
        rescue TypeError
          hint = "Give a path, such as to: \"previews\""
          raise ConfigurationError.new("to: must be a folder", code: :invalid_value, hint:)
        end

        # @param picture [Picture]
        # @return [Boolean] whether its file is there
        def done?(picture)
          File.file?(path(picture))
        end

        # @param picture [Picture]
        # @return [String] the path of its file
        # @raise [Error, SystemCallError]
        def call(picture)
          save(path(picture), @fetch.call(picture)) unless done?(picture)
          path(picture)
        end

        private

        def path(picture)
          File.join(@folder, picture.file_name)
        end

        # The file gets its name when all of it is on the disk. A process that is killed before leaves a `.part`.
        def save(path, image)
          FileUtils.mkdir_p(@folder)
          part = "#{path}.#{SecureRandom.hex(4)}.part"
          File.open(part, File::WRONLY | File::CREAT | File::EXCL | File::BINARY) do |file|
            file.write(image)
            file.fsync
          end
          File.rename(part, path)
        ensure
          FileUtils.rm_f(part) if part
        end
      end
    end
  end
end
