# frozen_string_literal: true

require "rbconfig"

# Not a part of the default task: bin/ci runs a short one.
#
#     rake soak                      200,000 logins, as many calls of the API, and 20 restarts
#     rake soak LOGINS=2000          a short one
#     rake soak SEED=4711            with the faults of an earlier run
desc "Logins, refreshes and restarts under load, with faults: LOGINS=200000 SEED=…"
task soak: :compile do
  # Two arenas, as Ruby apps are often deployed: what many of them keep in fragments would hide what leaks.
  soak = spawn({ "MALLOC_ARENA_MAX" => "2" }, RbConfig.ruby, "-I", "lib", "soak/run.rb",
               ENV.fetch("LOGINS", "200000"), ENV.fetch("SEED") { rand(1_000_000).to_s })
  begin
    ended = Process.wait2(soak).last
  ensure
    Process.kill(:TERM, soak) && Process.wait(soak) unless ended
  end
  abort "The soak has failed: see above" unless ended.success?
end
