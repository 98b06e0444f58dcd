# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # Edits of an app's files that can be made twice and taken back.
    module Edits
      private

      def path_to(path)
        File.join(destination_root, path)
      end

      def source_of(path)
        File.exist?(path_to(path)) ? File.read(path_to(path)) : ""
      end

      # The line that opens a class: `class Admin::User < …`, or `class User < …` in `module Admin`.
      #
      # @return [Regexp]
      def opening_of(name)
        /^ *class (?:#{Regexp.escape(name)}|#{Regexp.escape(name.demodulize)})(?=[\s<;])[^\n]*\n/
      end

      # At the front of a class, however deep it stands. A second run finds it there.
      def add_to_class(path, name, lines)
        indent = source_of(path)[opening_of(name)].to_s[/\A */]
        lines = lines.gsub(/^(?=.)/, indent)
        return if behavior == :invoke && source_of(path).include?(lines)

        insert_into_file path, lines, after: opening_of(name)
      end

      # The same for a module, which an empty line follows unless the class has nothing else.
      def include_in_class(path, name, line)
        source = source_of(path)
        if behavior == :invoke
          return if source.include?(line)

          line += "\n" unless source.match?(/^ *class #{name}\b.*\n *end\b/)
        elsif source.include?("#{line}\n")
          line += "\n"
        end
        insert_into_file path, line, after: opening_of(name)
      end

      def remove_if_empty(path)
        path = path_to(path)
        Dir.rmdir(path) if Dir.exist?(path) && Dir.empty?(path)
      end
    end
  end
end
