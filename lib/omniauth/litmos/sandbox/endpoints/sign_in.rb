# frozen_string_literal: true

require_relative "../../path"

module OmniAuth
  module Litmos
    class Sandbox
      module Endpoints
        # `/login.aspx?loginkey=…`, a user's login URL, leads to the user's courses. Each key works once.
        class SignIn
          include OmniAuth::Litmus::Unserializable

          PATH = "/login.aspx"

          # @param directory [Directory]
          def initialize(directory)
            @directory = directory
          end

          # @param request [OmniAuth::Litmus::Sandbox::Toolkit::Request]
          # @return [Array] a Rack response
          def call(request)
            user = @directory.sign_in(request.query["loginkey"].to_s)
            return Reply.page(403, "This link has been used") unless user

            home = request.path_to(Path.to("learn", user["Id"]))
            OmniAuth::Litmus::Sandbox::Toolkit::Reply.redirect(request, home)
          end
        end
      end
    end
  end
end
