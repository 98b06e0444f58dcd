# frozen_string_literal: true

require "fileutils"
require "securerandom"

module OmniAuth
  module Litmus
    # Writes a file as a whole or not at all, also if the disk is full, the process is killed, or another one writes the
    # same: it gets its name when all of it is on the disk. A process that is killed before leaves a `.part`.
    #
    # @api private
    module WholeFile
      module_function

      # @param path [String] the folder is made if it is not there
      # @param content [String]
      # @param mode [Integer] permissions
      # @return [void]
      # @raise [SystemCallError]
      def write(path, content, mode: 0o666)
        FileUtils.mkdir_p(File.dirname(path))
        part = "#{path}.#{SecureRandom.hex(4)}.part"
        File.open(part, File::WRONLY | File::CREAT | File::EXCL | File::BINARY, mode) do |file|
          file.write(content)
          file.fsync
        end
        File.rename(part, path)
      ensure
        FileUtils.rm_f(part) if part
      end
    end
  end
end
