# frozen_string_literal: true

require "rack/utils"
require "securerandom"

module OmniAuth
  module Litmus
    class Sandbox
      # Who is signed in, in a cookie of the sandbox's own: mounted inside an app it leaves the app's session alone, and
      # Rack 3 has no session middleware without a further gem. The cookie holds a random name and nothing else.
      class Sessions
        include Unserializable

        COOKIE = "litmus_sandbox"
        # Sessions kept; the oldest is forgotten first.
        LIMIT = 10_000

        # One browser's session: whom it is signed in as, and the token that its forms carry.
        Session = Struct.new(:id, :user_id, :form_token) do
          include Unserializable

          # @param token [String, nil] what the form brought
          # @return [Boolean]
          def form_token?(token)
            !token.nil? && Rack::Utils.secure_compare(form_token, token)
          end
        end

        def initialize
          @sessions = {}
          @lock = Mutex.new
        end

        # @param request [Request]
        # @return [Session, nil]
        def find(request)
          id = request.cookies[COOKIE]
          id && @lock.synchronize { @sessions[id] }
        end

        # Begins a session under a new name, so that nobody can plant one before the sign-in.
        #
        # @param user_id [Integer, nil]
        # @return [Session]
        def start(user_id = nil)
          session = Session.new(SecureRandom.urlsafe_base64(32), user_id, SecureRandom.urlsafe_base64(32)).freeze
          @lock.synchronize do
            @sessions.shift if @sessions.length >= LIMIT
            @sessions[session.id] = session
          end
        end

        # @param session [Session, nil]
        # @return [void]
        def stop(session)
          @lock.synchronize { @sessions.delete(session&.id) }
        end

        # @param response [Array] a Rack response
        # @return [Array] the response, setting the session's cookie
        def remember(request, session, response)
          secure = "; secure" if request.ssl?
          path = request.script_name.empty? ? "/" : request.script_name
          response[1]["set-cookie"] = "#{COOKIE}=#{session.id}; path=#{path}; httponly; samesite=lax#{secure}"
          response
        end
      end
    end
  end
end
