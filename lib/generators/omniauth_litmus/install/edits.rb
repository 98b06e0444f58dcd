# frozen_string_literal: true

module OmniauthLitmus
  module Generators
    # Edits of an app's files that can be made twice and taken back.
    module Edits
      private

      def path_to(path)
        File.join(destination_root, path)
      end

      # A second run finds it there.
      def add_to_class(path, name, lines)
        return if behavior == :invoke && File.read(path_to(path)).include?(lines)

        inject_into_class path, name, lines
      end

      # The same for a module, which an empty line follows unless the class has nothing else.
      def include_in_class(path, name, line)
        source = File.exist?(path_to(path)) ? File.read(path_to(path)) : ""
        if behavior == :invoke
          return if source.include?(line)

          line += "\n" unless source.match?(/^ *class #{name}\b.*\n *end\b/)
        elsif source.include?("#{line}\n")
          line += "\n"
        end
        inject_into_class path, name, line
      end

      def remove_if_empty(path)
        path = path_to(path)
        Dir.rmdir(path) if Dir.exist?(path) && Dir.empty?(path)
      end
    end
  end
end
