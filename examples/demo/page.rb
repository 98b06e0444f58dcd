# frozen_string_literal: true

require "nokogiri"

module Demo
  # What a browser shows after its redirects.
  class Page
    # A form with the button that sends it.
    Form = Struct.new(:action, :fields)

    # @return [URI]
    attr_reader :uri
    # @return [Net::HTTPResponse]
    attr_reader :response

    # @param uri [URI]
    # @param response [Net::HTTPResponse]
    def initialize(uri, response)
      @uri = uri
      @response = response
      @document = Nokogiri::HTML(response.body.to_s, nil, "UTF-8")
    end

    # @return [Integer]
    def status
      response.code.to_i
    end

    # @return [String] the page's words, a space between them
    def text
      @document.css("main").text.split.join(" ")
    end

    # @return [String] the first heading
    def heading
      @document.at_css("h1")&.text.to_s.split.join(" ")
    end

    # @param term [String] of a description list
    # @return [String, nil] what it says there
    def term(term)
      @document.xpath("//dt").find { |node| node.text.strip == term }&.at_xpath("following-sibling::dd[1]")&.text&.strip
    end

    # @param selector [String]
    # @return [Array<String>] the texts of the elements
    def all(selector)
      @document.css(selector).map { |node| node.text.strip }
    end

    # @param label [String] on a button
    # @return [Form, nil] as a browser sends it when that button is pressed
    def form(label)
      button = @document.css("form button, form input[type=submit]").find { |node| caption(node) == label }
      form = button&.ancestors("form")&.first
      Form.new(URI.join(uri, form["action"]), fields(form, button)) if form
    end

    private

    def fields(form, button)
      sent = form.css("input[name], textarea[name]").select { |node| sent?(node) }
      sent << button if button["name"]
      sent.map { |node| pair(node) }
    end

    def caption(node)
      node.name == "input" ? node["value"] : node.text.strip
    end

    def sent?(node)
      case node["type"]
      when "submit" then false
      when "radio", "checkbox" then node.key?("checked")
      else true
      end
    end

    def pair(node)
      [node["name"], node.name == "textarea" ? node.text.delete_prefix("\n") : node["value"].to_s]
    end
  end
end
