# frozen_string_literal: true

require "fileutils"
require "open3"

module Packaging
  # What is under version control, as it is now, in a folder of its own.
  module Snapshot
    ROOT = File.expand_path("..", __dir__)

    module_function

    # @param folder [String] replaced
    # @return [String] the folder
    def into(folder)
      FileUtils.rm_rf(folder)
      files, = Open3.capture2("git", "-C", ROOT, "ls-files", "-z")
      files.split("\0").select { |file| File.file?(File.join(ROOT, file)) }.each do |file|
        FileUtils.mkdir_p(File.dirname(File.join(folder, file)))
        FileUtils.cp(File.join(ROOT, file), File.join(folder, file))
      end
      folder
    end
  end
end
