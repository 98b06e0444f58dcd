# frozen_string_literal: true

require "json"
require_relative "../../litmus/whole_file"

module OmniAuth
  module Litmos
    class Report
      # A file that a report is written to, and beside it, until the report is complete, another one that says how far
      # it is: the cursor, and the length of the file at that cursor. A process that is killed between the two leaves
      # bytes too many, which the next one cuts off. So no row is lost, and none is there twice.
      #
      # @api private
      class OutputFile
        include OmniAuth::Litmus::Unserializable

        # @return [String, nil] where to continue
        attr_reader :cursor

        # @return [Array<String>, nil] of the file so far
        attr_reader :columns

        # @param path [String]
        # @param command [Hash{String => String}] what the report is about; a file is continued by the same only
        # @yieldparam file [OutputFile]
        # @return [Object] of the block
        # @raise [ConfigurationError] if it cannot be written, or is another one
        def self.open(path, command)
          file = new(path, command)
          yield file
        ensure
          file&.close
        end

        # @raise [ConfigurationError] if it cannot be written, or is another one
        def initialize(path, command)
          @path = path
          @state = "#{path}.cursor"
          @command = command
          @io = lock
          continue(read_state)
        rescue SystemCallError => e
          raise unusable("#{path} cannot be written: #{e.class}")
        end

        # @return [Boolean] whether an earlier process has begun it
        def continued?
          !@cursor.nil?
        end

        # @param text [String]
        # @param cursor [Cursor] after it
        # @param columns [Array<String>, nil]
        # @return [void]
        def write(text, cursor, columns)
          @io.write(text)
          @io.fsync
          note(cursor.to_s, columns)
        end

        # @return [void]
        def complete
          File.delete(@state)
        end

        # @return [void]
        def close
          @io.close
        end

        private

        def lock
          io = File.open(@path, File::RDWR | File::CREAT, 0o600)
          io.binmode
          return io if io.flock(File::LOCK_EX | File::LOCK_NB)

          io.close
          raise unusable("#{@path} is being written by another process")
        end

        def continue(state)
          unless state
            raise unusable("#{@path} is there already") if @io.size.positive?

            return note(nil, nil)
          end
          check(state)
          @cursor, @columns, bytes = state.values_at("cursor", "columns", "bytes")
          @io.truncate(bytes)
          @io.seek(bytes)
        end

        def check(state)
          return if state["command"] == @command && state["bytes"].is_a?(Integer) && state["bytes"] <= @io.size

          raise unusable("#{@state} is of another report")
        end

        # A command that has failed before its first row may be given anew in other words.
        def untouched?(state)
          state["cursor"].nil? && @io.size.zero?
        end

        def unusable(message)
          hint = "Name another file, or remove this one"
          OmniAuth::Litmus::ConfigurationError.new(message, code: :unusable_file, hint:)
        end

        def read_state
          state = JSON.parse(File.read(@state, encoding: Encoding::UTF_8)) if File.exist?(@state)
          state if state.is_a?(Hash) && !untouched?(state)
        rescue JSON::ParserError
          {}
        end

        def note(cursor, columns)
          state = { "command" => @command, "bytes" => @io.pos, "cursor" => cursor, "columns" => columns }
          OmniAuth::Litmus::WholeFile.write(@state, JSON.generate(state), mode: 0o600)
        end
      end
    end
  end
end
