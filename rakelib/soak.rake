# frozen_string_literal: true

# Not a part of the default task: bin/ci runs a short one.
#
#     rake soak                      200,000 logins, as many calls of the API, and 20 restarts
#     rake soak LOGINS=2000          a short one
#     rake soak SEED=4711            with the faults of an earlier run
desc "Logins, refreshes and restarts under load, with faults: LOGINS=200000 SEED=…"
task soak: :compile do
  $LOAD_PATH.unshift(File.expand_path("lib"))
  require_relative "../soak/run"
  logins = Integer(ENV.fetch("LOGINS", 200_000))
  seed = Integer(ENV.fetch("SEED", rand(1_000_000)))
  exit(1) unless Soak.run(logins, seed)
end
