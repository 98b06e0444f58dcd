# frozen_string_literal: true

require "open3"

require_relative "../packaging/crates"
require_relative "../packaging/supply_chain"

# Two checks of one policy, deny.toml. Ours takes a second and always runs. cargo-deny takes ten minutes to compile, so
# it runs where it is installed (`cargo install --locked cargo-deny`) and is not waited for in bin/ci.
desc "Check licences, sources and duplicates of all crates against deny.toml"
task deny: %w[deny:own deny:cargo]

namespace :deny do
  task :own do
    crates = Packaging::Crates.new
    problems = Packaging::SupplyChain.new(crates).problems
    abort problems.join("\n") if problems.any?
    puts "#{crates.all.size} crates: licences, sources and duplicates are as deny.toml allows"
  end

  task :cargo do
    # Nothing of these three needs the network; advisories do, and are for `cargo deny check advisories`.
    if Open3.capture2e("cargo", "deny", "--version").last.success?
      sh "cargo", "deny", "--all-features", "--locked", "--offline", "check", "licenses", "bans", "sources"
    else
      puts "cargo-deny is not installed; the check of our own has run"
    end
  end
end
