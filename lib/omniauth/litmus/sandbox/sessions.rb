# frozen_string_literal: true

require "rack/utils"
require "securerandom"

module OmniAuth
  module Litmus
    class Sandbox
      # The sandbox's own sessions: mounted in an app, the sandbox must not touch the app's session, and Rack 3 has no
      # session middleware without another gem. The cookie holds nothing but a random id.
      class Sessions
        include Unserializable

        COOKIE = "litmus_sandbox"
        # Sessions that are kept; beyond that, the oldest is deleted.
        LIMIT = 10_000

        # The session of a browser: its user, and the CSRF token of its forms.
        Session = Struct.new(:id, :user_id, :form_token) do
          include Unserializable

          # @param token [String, nil] from the form
          # @return [Boolean]
          def form_token?(token)
            !token.nil? && Rack::Utils.secure_compare(form_token, token)
          end
        end

        def initialize
          @sessions = {}
          @lock = Mutex.new
        end

        # @param request [Toolkit::Request]
        # @return [Session, nil]
        def find(request)
          id = request.cookies[COOKIE]
          id && @lock.synchronize { @sessions[id] }
        end

        # Starts a session with a new id, against session fixation.
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
        # @return [Array] the response, with the session's cookie
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
