# frozen_string_literal: true

require_relative "../packaging/api_reference"

desc "Write the API reference into doc/; a warning, or a public name without a comment, fails it"
task :yard do
  unless Packaging::ApiReference.possible?
    next puts "There is no YARD with redcarpet here (bin/setup installs both): no API reference"
  end

  missing = Packaging::ApiReference.write
  abort "The API reference is incomplete:\n#{missing.join("\n")}" if missing.any?
  puts "The API reference is in doc/: no warning, and everything that is public has a comment"
end
