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

namespace :soak do
  # Not a part of `soak`: its nginx would be in the way of the others' figures.
  desc "Requests over HTTP/2 connections that nginx ends with GOAWAY, at nine loads: LOGINS=10000 of each"
  task goaway: :compile do
    sh RbConfig.ruby, "-I", "lib", "soak/goaway.rb", ENV.fetch("LOGINS", "10000")
  end
end
