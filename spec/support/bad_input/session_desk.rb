# frozen_string_literal: true

require "json"

module BadInput
  # The app behind the middleware: it says who signed in, shows the session, lets its logins grow old, and loses it.
  class SessionDesk
    PENDING = "omniauth.litmus.pending"
    PATHS = { "/session" => :show, "/later" => :age, "/lose" => :lose, "/put" => :put }.freeze

    def call(env)
      text = send(PATHS.fetch(env["PATH_INFO"], :greet), env, env["rack.session"])
      [200, { "content-type" => "text/plain" }, [text]]
    end

    private

    def greet(env, _session)
      "signed in as #{env["omniauth.auth"]&.uid}"
    end

    def show(_env, session)
      JSON.generate(session.to_hash)
    end

    # An entry's time is all that the strategy knows of its age.
    def age(env, session)
      seconds = env["QUERY_STRING"].to_i
      session[PENDING] = session[PENDING].map { |login| login.merge("at" => login["at"] - seconds) }
      "#{seconds} s later"
    end

    def lose(_env, session)
      session.clear
      "lost"
    end

    def put(env, session)
      session.update(JSON.parse(env["rack.input"].read))
      "put"
    end
  end
end
