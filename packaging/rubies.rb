# frozen_string_literal: true

require "open3"
require "rbconfig"

module Packaging
  # The Rubies of this machine that an extension can be built for: CRuby from 3.1 on, with headers, one of each minor.
  module Rubies
    ELSEWHERE = %w[/opt/rubies/*/bin/ruby ~/.rubies/*/bin/ruby ~/.rbenv/versions/*/bin/ruby
                   ~/.asdf/installs/ruby/*/bin/ruby ~/.local/share/mise/installs/ruby/*/bin/ruby].freeze
    QUESTION = <<~'RUBY'
      headers = File.exist?(File.join(RbConfig::CONFIG["rubyhdrdir"].to_s, "ruby.h"))
      print RUBY_VERSION[/\A\d+\.\d+/] if RUBY_ENGINE == "ruby" && RUBY_VERSION >= "3.1" && headers
    RUBY

    class << self
      # @param named [String, nil] paths, separated by colons; by default the Rubies on the PATH and where version
      #   managers put them
      # @return [Hash{String => String}] minor version and path, this Ruby first
      def at_hand(named = ENV.fetch("RUBIES", nil))
        files = named ? named.split(":") : [RbConfig.ruby, *on_path, *elsewhere]
        files.uniq.each_with_object({}) do |file, found|
          minor = ask(file)
          found[minor] ||= file if minor
        end
      end

      private

      def on_path
        ENV.fetch("PATH").split(File::PATH_SEPARATOR).flat_map { |folder| Dir["#{folder}/ruby{,[0-9].[0-9]}"] }
      end

      def elsewhere
        ELSEWHERE.flat_map { |pattern| Dir[File.expand_path(pattern)] }
      end

      def ask(file)
        answer, status = Open3.capture2({ "RUBYOPT" => nil }, file, "--disable-gems", "-rrbconfig", "-e", QUESTION,
                                        err: File::NULL)
        answer[/\A\d+\.\d+\z/] if status.success?
      rescue SystemCallError
        nil
      end
    end
  end
end
