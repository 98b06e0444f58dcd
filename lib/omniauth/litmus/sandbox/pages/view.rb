# frozen_string_literal: true

require "erb"

module OmniAuth
  module Litmus
    class Sandbox
      # What the templates in `pages/` see: the helpers below, and each local as an instance variable.
      class View
        include Unserializable

        DIRECTORY = __dir__
        TEMPLATES = Dir[File.join(DIRECTORY, "*.html.erb")].to_h do |path|
          template = ERB.new(File.read(path, encoding: Encoding::UTF_8), trim_mode: "-")
          template.filename = path
          [File.basename(path, ".html.erb"), template]
        end.freeze
        STYLESHEET = File.read(File.join(DIRECTORY, "sandbox.css"), encoding: Encoding::UTF_8).freeze

        # Characters of a request's parameter that a page repeats.
        SHOWN = 300

        # @param request [Request]
        # @param locals [Hash{Symbol => Object}]
        def initialize(request, locals)
          @request = request
          @styled = true
          locals.each { |name, value| instance_variable_set("@#{name}", value) }
        end

        # @param name [String] of a template
        # @return [String] the whole page
        def page(name)
          @content = render(name)
          render("layout")
        end

        private

        # A partial is a template whose name begins with an underscore.
        def render(name)
          TEMPLATES.fetch(name).result(binding)
        end

        def h(text)
          ERB::Util.html_escape(text.to_s)
        end

        def short(text)
          text = text.to_s
          h(text.length > SHOWN ? "#{text[0, SHOWN]}…" : text)
        end

        def path_to(path)
          h(@request.path_to(path))
        end

        def title(text = nil)
          text ? @title = text : @title
        end

        def initials(user)
          [user.first_name, user.last_name].compact.map { |name| name[0] }.join
        end

        # Where a URL leads, without what the application keeps in its path and query.
        def origin(url)
          url[%r{\A[^:]+:/*[^/?#]*}]
        end

        def hidden(name, value)
          %(<input type="hidden" name="#{h(name)}" value="#{h(value)}">) unless value.nil?
        end
      end
    end
  end
end
