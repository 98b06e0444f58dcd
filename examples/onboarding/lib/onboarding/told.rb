# frozen_string_literal: true

require "fileutils"
require "json"
require "set"
require_relative "unusable"

module Onboarding
  # Which achievements managers were told of, one id a line. The webhook and the polling may come with the same
  # achievement at the same time, so a process that tells holds the lock.
  class Told
    # @return [String]
    attr_reader :path

    # @param path [String]
    def initialize(path)
      @path = path
    end

    # @yieldparam known [Set<String>] ids that managers were told of
    # @return [Object] of the block
    # @raise [Unusable]
    def exclusively
      FileUtils.mkdir_p(File.dirname(@path))
      File.open(@path, File::RDWR | File::CREAT, 0o600) do |file|
        file.flock(File::LOCK_EX)
        @file = file
        yield read
      end
    rescue SystemCallError => e
      raise Unusable, "#{@path} cannot be written: #{e.class}"
    end

    # Within the block of {#exclusively}, after Slack has taken the message.
    #
    # @param ids [Array<String>]
    # @return [void]
    def add(ids)
      @file.write(ids.map { |id| "#{JSON.generate(id)}\n" }.join)
      @file.fsync
    end

    private

    # A process that was killed may have left half a line.
    def read
      lines = @file.read.lines
      @file.truncate(@file.pos - lines.pop.bytesize) unless lines.last.nil? || lines.last.end_with?("\n")
      @file.seek(0, IO::SEEK_END)
      lines.to_set { |line| JSON.parse(line) }
    rescue JSON::ParserError
      raise Unusable, "#{@path} is no list of ids: move it away; managers are then told again"
    end
  end
end
