# frozen_string_literal: true

desc "Check formats and lints: rustfmt, clippy, rustdoc, rubocop"
task lint: %w[lint:rustfmt lint:clippy lint:rustdoc lint:rubocop]

namespace :lint do
  task :rustfmt do
    sh "cargo", "fmt", "--all", "--check"
  end

  task :clippy do
    sh "cargo", "clippy", "--release", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"
  end

  # Also what is private: most of the documentation is.
  task :rustdoc do
    sh({ "RUSTDOCFLAGS" => "--deny warnings" }, "cargo", "doc", "--release", "--locked", "--workspace", "--no-deps",
       "--document-private-items")
  end

  task :rubocop do
    ruby "-S", "rubocop"
  end
end
