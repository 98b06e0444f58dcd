# frozen_string_literal: true

module Packaging
  # A part of a document that a task writes, and nobody by hand. It stands between two comments, which no reader sees:
  #
  #     <!-- written by rake rfc -->127 rules: 127 held<!-- end -->
  class WrittenPart
    ROOT = File.expand_path("..", __dir__)

    # @param path [String] of the document, from the repository's root
    # @param task [String] such as `"rake rfc"`
    def initialize(path, task)
      @file = File.join(ROOT, path)
      @pattern = /(?<=<!-- written by #{Regexp.escape(task)} -->).*?(?=<!-- end -->)/m
    end

    # @return [String, nil] nil: the document has no such part
    def text
      File.read(@file)[@pattern]
    end

    # @param text [String]
    # @return [void]
    # @raise [RuntimeError] where the document has no such part
    def write(text)
      raise "#{@file} has no part for this task" unless self.text

      File.write(@file, File.read(@file).sub(@pattern) { text })
    end
  end
end
