# frozen_string_literal: true

require_relative "catalogue"
require_relative "directory"
require_relative "endpoints/bulk_imports"
require_relative "endpoints/courses"
require_relative "endpoints/learning_paths"
require_relative "endpoints/org"
require_relative "endpoints/results"
require_relative "endpoints/sessions"
require_relative "endpoints/sign_in"
require_relative "endpoints/team_roles"
require_relative "endpoints/team_learning"
require_relative "endpoints/teams"
require_relative "endpoints/user_courses"
require_relative "endpoints/user_learning_paths"
require_relative "endpoints/users"
require_relative "format"
require_relative "pages"
require_relative "reply"
require_relative "request_check"

module OmniAuth
  module Litmos
    class Sandbox
      # Checks a request, and passes it to the endpoint for its path.
      #
      # @api private
      class Router
        include OmniAuth::Litmus::Unserializable

        BASE = "/v1.svc"
        ENDPOINTS = [Endpoints::Users, Endpoints::Teams, Endpoints::TeamRoles, Endpoints::TeamLearning,
                     Endpoints::Courses, Endpoints::Sessions, Endpoints::LearningPaths, Endpoints::UserCourses,
                     Endpoints::UserLearningPaths, Endpoints::Results, Endpoints::Org,
                     Endpoints::BulkImports].freeze
        private_constant :ENDPOINTS

        # @param settings [Settings]
        # @param directory [Directory]
        # @param catalogue [Catalogue]
        def initialize(settings, directory, catalogue)
          @settings = settings
          @check = RequestCheck.new(settings)
          @reply = Reply.new(settings)
          parts = { settings:, directory:, catalogue: }
          @pages = Pages.new(**parts)
          @sign_in = Endpoints::SignIn.new(directory)
          table = OmniAuth::Litmus::Sandbox::Toolkit::RouteTable.new(routes(parts), not_found: Reply.method(:not_found))
          @format = Format.new(settings) { |request| table.call(request) }
          @requests = 0
          @lock = Mutex.new
        end

        # @param request [OmniAuth::Litmus::Sandbox::Toolkit::Request]
        # @return [Array] a Rack response
        def call(request)
          return @sign_in.call(request) if request.path_info.start_with?(Endpoints::SignIn::PATH)
          return @pages.call(request) unless request.path_info.start_with?("#{BASE}/")

          status = @check.refusal(request)
          return @reply.empty(status) if status

          time_out? ? timeout(request) : @format.call(request)
        end

        private

        def routes(parts)
          ENDPOINTS.map { |type| type.new(**parts).routes }.reduce(:merge).transform_keys { |path| absolute(path) }
        end

        # `"users/:id"` becomes a Regexp, and `"users"` stays a String.
        def absolute(path)
          path = "#{BASE}/#{path}"
          path.include?(":") ? /\A#{path.gsub(/:\w+/, "[^/]+")}\z/ : path
        end

        def time_out?
          every = @settings.timeout_every or return false
          @lock.synchronize { (@requests += 1) % every }.zero?
        end

        def timeout(request)
          @format.call(request) if @settings.timeout_after_work
          request.note(error: "too slow")
          status = @settings.timeout_status
          status == 500 ? Reply.page(500, "Request Error") : @reply.empty(status)
        end
      end
    end
  end
end
