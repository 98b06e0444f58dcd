# frozen_string_literal: true

require "json"
require "logger"
require "omniauth/litmus"
begin
  require "rack/session"
rescue LoadError
  require "rack/session/cookie"
end

# An app that says whom it has signed in, in which process, and how many it has signed in there. Where it is preloaded,
# the process that will fork has used the library before.
if ENV["USE_BEFORE_FORK"]
  OmniAuth::Litmus::Client.new(ENV.fetch("LITMUS_ID"), ENV.fetch("LITMUS_SECRET")).client_credentials.get_token
end

OmniAuth.config.logger = Logger.new(IO::NULL)
OmniAuth.config.failure_raise_out_environments = []
# Rack::Protection's token is not what this app is about.
OmniAuth.config.request_validation_phase = nil

use Rack::Session::Cookie, key: "session", secret: "s" * 64
use OmniAuth::Builder do
  provider :litmus, ENV.fetch("LITMUS_ID"), ENV.fetch("LITMUS_SECRET"),
           pkce: true, client_options: { timeout: Float(ENV.fetch("LITMUS_TIMEOUT", "15")) }
end

signed_in = 0
lock = Mutex.new

run(lambda do |env|
  failure = env["PATH_INFO"].include?("failure") ? env["QUERY_STRING"] : nil
  uid = env["omniauth.auth"]&.uid
  nth = lock.synchronize { signed_in += 1 } if uid
  answer = { uid:, visit: env["omniauth.params"]&.fetch("visit"), failure:, pid: Process.pid, nth: }
  [200, { "content-type" => "application/json" }, [JSON.generate(answer)]]
end)
