# frozen_string_literal: true

require "erb"

module OmniAuth
  module Litmus
    class Sandbox
      module Pages
        # The context of the templates in this folder: helpers, and each local as an instance variable.
        class View
          include Unserializable

          DIRECTORY = __dir__
          TEMPLATES = Dir[File.join(DIRECTORY, "*.html.erb")].to_h do |path|
            template = ERB.new(File.read(path, encoding: Encoding::UTF_8), trim_mode: "-")
            template.filename = path
            [File.basename(path, ".html.erb"), template]
          end.freeze
          STYLESHEET = File.read(File.join(DIRECTORY, "sandbox.css"), encoding: Encoding::UTF_8).freeze

          # Characters of a parameter that a page shows.
          MAX_LENGTH = 300

          # @param request [Toolkit::Request]
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
            h(text.length > MAX_LENGTH ? "#{text[0, MAX_LENGTH]}…" : text)
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

          # The URL without path and query, which may hold data of the application.
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
end
