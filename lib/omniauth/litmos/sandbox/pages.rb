# frozen_string_literal: true

require "digest"
require "erb"
require_relative "../path"

module OmniAuth
  module Litmos
    class Sandbox
      # What a browser shows: what to give to a client, the people, and the courses of each with a button for each
      # module. The last module earns the achievement. There is no sign-in, since the sandbox answers only to this
      # machine.
      #
      # @api private
      class Pages < Endpoint
        FOLDER = File.join(__dir__, "pages")
        TEMPLATES = %w[layout people learner].to_h do |name|
          text = File.read(File.join(FOLDER, "#{name}.html.erb"), encoding: Encoding::UTF_8)
          [name, ERB.new(text, trim_mode: "-")]
        end.freeze
        STYLES = File.read(File.join(FOLDER, "learn.css"), encoding: Encoding::UTF_8).freeze
        POLICY = "default-src 'none'; style-src 'sha256-#{Digest::SHA256.base64digest(STYLES)}'; base-uri 'none'; " \
                 "frame-ancestors 'none'; form-action 'self'".freeze
        HEADERS = {
          "content-type" => "text/html; charset=utf-8", "cache-control" => "no-store",
          "content-security-policy" => POLICY, "x-content-type-options" => "nosniff", "referrer-policy" => "same-origin"
        }.freeze
        private_constant :FOLDER, :TEMPLATES, :STYLES, :POLICY, :HEADERS

        # @param request [OmniAuth::Litmus::Sandbox::Toolkit::Request]
        # @return [Array] a Rack response
        def call(request)
          table.call(request)
        end

        private

        def table
          @table ||= OmniAuth::Litmus::Sandbox::Toolkit::RouteTable.new(
            { "" => { "GET" => method(:people) },
              %r{\A/learn/[^/]+\z} => { "GET" => method(:learner) },
              %r{\A/learn/[^/]+/[^/]+/[^/]+\z} => { "POST" => method(:finish) } },
            not_found: Reply.method(:not_found)
          )
        end

        def people(request)
          render("people", request, title: "Start", people: @directory.users.values)
        end

        def learner(request)
          with_id(request, @directory.users) do |id|
            user = @directory.users[id]
            courses = @catalogue.of_user(id).map(&:in_full)
            render("learner", request, title: user.values_at("FirstName", "LastName").join(" "), user:, courses:)
          end
        end

        # The module of a course, with the score of the form.
        def finish(request)
          return Reply.page(403, "The form is of another site") unless own?(request)

          _, user_id, course_id, module_id = ["learn", *segments(request)]
          score = request.fields["score"].to_i.clamp(0, 100)
          result = { "UserId" => user_id, "CourseId" => course_id, "Completed" => true, "Score" => score }
          return Reply.not_found(request) unless @catalogue.complete(module_id, result)

          OmniAuth::Litmus::Sandbox::Toolkit::Reply.redirect(request, request.path_to(Path.to("learn", user_id)))
        end

        def own?(request)
          origin = request.get_header("HTTP_ORIGIN")
          origin.nil? || origin == request.base_url
        end

        # Of `/learn/u1/c1/m1`: there is no base before the first id.
        def segments(request)
          request.path_info.split("/").drop(2).map { |segment| Rack::Utils.unescape_path(segment) }
        end

        def id(request)
          segments(request).first
        end

        def render(name, request, **locals)
          view = binding
          locals.each { |local, value| view.local_variable_set(local, value) }
          view.local_variable_set(:content, TEMPLATES.fetch(name).result(view))
          [200, HEADERS.dup, [TEMPLATES.fetch("layout").result(view)]]
        end

        # Only the demo key is shown: one that the developer has configured may be real.
        def demo_key
          Settings::DEMO_API_KEY if @settings.api_keys.include?(Settings::DEMO_API_KEY)
        end

        def h(text)
          ERB::Util.html_escape(text.to_s)
        end
      end
    end
  end
end
