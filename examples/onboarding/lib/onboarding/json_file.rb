# frozen_string_literal: true

require "fileutils"
require "json"
require_relative "unusable"

module Onboarding
  # A Hash of Arrays or Hashes in a file, written as a whole or not at all, whenever the process ends.
  class JsonFile
    # @param path [String]
    # @param name [String] what it is, such as "outbox"
    # @param loss [String] what moving it away means
    def initialize(path, name, loss)
      @path = path
      @name = name
      @loss = loss
    end

    # @return [Hash] `{}` where there is no file
    # @raise [Unusable]
    def read
      return {} unless File.exist?(@path)

      content = JSON.parse(File.read(@path))
      return content if content.is_a?(Hash) && content.values.all?(Enumerable)

      raise JSON::ParserError
    rescue JSON::ParserError
      raise Unusable, "#{@path} is no #{@name}: move it away; #{@loss}"
    end

    # @param content [Hash]
    # @return [void]
    # @raise [Unusable]
    def write(content)
      writing do
        File.open("#{@path}.new", File::WRONLY | File::CREAT | File::TRUNC, 0o600) do |file|
          file.write(JSON.generate(content))
          file.fsync
        end
        File.rename("#{@path}.new", @path)
        File.open(File.dirname(@path), &:fsync)
      end
    end

    # @return [File] beside it, for a lock
    # @raise [Unusable]
    def lock_file
      writing { File.open("#{@path}.lock", File::RDWR | File::CREAT, 0o600) }
    end

    private

    def writing
      FileUtils.mkdir_p(File.dirname(@path))
      yield
    rescue SystemCallError => e
      raise Unusable, "The #{@name} #{@path} cannot be written: #{e.class}"
    end
  end
end
