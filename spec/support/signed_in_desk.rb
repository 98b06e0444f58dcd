# frozen_string_literal: true

# An app behind the middleware that keeps in its session who has signed in, and tells it, as carelessly as apps do: it
# takes the session as it finds it, and redirects to no origin.
class SignedInDesk
  KEY = "uid"

  def call(env)
    session = env["rack.session"]
    session["visited"] = true
    session[KEY] = env["omniauth.auth"].uid if env["omniauth.auth"]
    [200, { "content-type" => "text/plain" }, ["signed in as #{session[KEY].inspect}"]]
  end
end
