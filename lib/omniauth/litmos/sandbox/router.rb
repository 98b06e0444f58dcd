# frozen_string_literal: true

require_relative "allowance"
require_relative "endpoints/users"
require_relative "directory"
require_relative "request_check"
require_relative "endpoints/courses"
require_relative "reply"

module OmniAuth
  module Litmos
    class Sandbox
      # Every path of the sandbox.
      class Router < OmniAuth::Litmus::Sandbox::Router
        BASE = "/v1.svc"
        ID = "[^/]+"

        # @param house [Hash] settings and directory
        def initialize(**house)
          @settings = house.fetch(:settings)
          @door = RequestCheck.new(@settings)
          @reply = Reply.new(@settings)
          @requests = 0
          @lock = Mutex.new
          super
        end

        # @param request [OmniAuth::Litmus::Sandbox::Request]
        # @return [Array] a Rack response
        def route(request)
          return super unless request.path_info.start_with?("#{BASE}/")

          refusal = @door.refusal(request)
          return @reply.empty(refusal) if refusal
          return super unless too_slow?

          super if @settings.timeout_after_work
          request.note(error: "too slow")
          @reply.empty(504)
        end

        private

        def too_slow?
          every = @settings.timeout_every or return false
          @lock.synchronize { (@requests += 1) % every }.zero?
        end

        def routes
          api = Api.new(**@house)
          { **users(api), **teams(api), **learning(Learning.new(**@house)),
            "#{BASE}/bulkimports" => { "POST" => api.method(:import) },
            path("bulkimports/#{ID}") => { "GET" => api.method(:import_status) } }
        end

        def users(api)
          { "#{BASE}/users" => { "GET" => api.method(:users), "POST" => api.method(:create_user) },
            path("users/#{ID}") => { "GET" => api.method(:user), "PUT" => api.method(:change_user) },
            "#{BASE}/users/details" => { "GET" => api.method(:details) } }
        end

        def teams(api)
          { "#{BASE}/teams" => { "GET" => api.method(:teams) },
            path("teams/#{ID}") => { "GET" => api.method(:team) },
            path("teams/#{ID}/users") => { "GET" => api.method(:members), "POST" => api.method(:add_members) },
            path("teams/#{ID}/users/#{ID}") => { "DELETE" => api.method(:remove_member) } }
        end

        def learning(learning)
          { **courses(learning), **user_courses(learning),
            path("results/modules/#{ID}") => { "PUT" => learning.method(:complete) },
            "#{BASE}/results/details" => { "GET" => learning.method(:results) },
            "#{BASE}/achievements" => { "GET" => learning.method(:achievements) } }
        end

        def courses(learning)
          { "#{BASE}/courses" => { "GET" => learning.method(:courses) },
            path("courses/#{ID}") => { "GET" => learning.method(:course) },
            path("courses/#{ID}/users") => { "GET" => learning.method(:course_users) },
            path("courses/#{ID}/modules") => { "GET" => learning.method(:modules) } }
        end

        def user_courses(learning)
          list = "users/#{ID}/courses"
          { path(list) => { "GET" => learning.method(:user_courses), "POST" => learning.method(:assign) },
            path("#{list}/#{ID}") => { "GET" => learning.method(:result), "DELETE" => learning.method(:unassign) },
            path("#{list}/#{ID}/reset") => { "PUT" => learning.method(:reset) } }
        end

        def path(pattern)
          %r{\A#{BASE}/#{pattern}\z}
        end
      end
    end
  end
end
