# frozen_string_literal: true

desc "Check formats and lints: rustfmt, clippy, rubocop"
task lint: %w[lint:rustfmt lint:clippy lint:rubocop]

namespace :lint do
  task :rustfmt do
    sh "cargo", "fmt", "--all", "--check"
  end

  task :clippy do
    sh "cargo", "clippy", "--release", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"
  end

  task :rubocop do
    ruby "-S", "rubocop"
  end
end
