# frozen_string_literal: true

# The codes and the classes of what the sources raise, read from them: a code that no example meets is found, too.
module ErrorCodes
  ROOT = File.expand_path("../..", __dir__)
  # What doctor finds is no error, and what the sandbox answers is a provider's.
  RUBY = Dir[File.join(ROOT, "lib/omniauth/**/*.rb")].grep_v(%r{/(doctor|sandbox)/})
  RUST = Dir[File.join(ROOT, "ext/omniauth_litmus_rs/core/src/{error/code,token/endpoint}.rs")]

  # The ways in which a code is written down.
  IN_RUBY = [/\bcode: :(\w+)/, /\bcode = :(\w+)/, /\bwrong\([^)]*?, :(\w+),/, /\bgive_up\(:(\w+)/].freeze
  # The core's enum has them all, but for what a provider says that is no code.
  IN_RUST = [/^    [A-Z]\w+ => "(\w+)",$/, /\.unwrap_or\("(\w+)"\)\.to_owned/].freeze

  module_function

  # @return [Set<Symbol>]
  def raised
    (scan(RUBY, IN_RUBY) + scan(RUST, IN_RUST)).to_set(&:to_sym) - %i[error ok]
  end

  # @return [Set<String>] of what `raise` names, and of what methods that make an error make, but not of whom such a
  #   method is
  def classes
    scan(RUBY, [/\braise\(? ?((?:[A-Z]\w*+::)*+[A-Z]\w*+)(?!\.(?!new\b))/,
                /\b((?:[A-Z]\w*::)*[A-Z]\w*Error)\.new\b/]).to_set
  end

  def scan(files, patterns)
    files.flat_map do |file|
      text = File.read(file)[/.*?(?=^#\[cfg\(test\)\]|\z)/m].gsub(%r{^\s*(?:#|//).*}, "")
      patterns.flat_map { |pattern| text.scan(pattern).flatten }
    end
  end
end
