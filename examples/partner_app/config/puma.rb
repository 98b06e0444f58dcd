# frozen_string_literal: true

# One process: its memory holds the sessions.
workers 0
threads 1, 5
bind "tcp://#{ENV.fetch("BINDING", "localhost")}:#{ENV.fetch("PORT", "3000")}"
environment ENV.fetch("RAILS_ENV", "development")
