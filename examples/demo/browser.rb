# frozen_string_literal: true

require "net/http"
require "openssl"
require "time"

# The demo that `bin/demo` runs.
module Demo
  # Nokogiri is loaded for who looks at pages, and not before.
  autoload :Page, File.join(__dir__, "page")

  # A person's browser, as far as signing in takes: it keeps cookies, follows redirects and sends forms.
  class Browser
    # Redirects in a row.
    LIMIT = 10

    # @return [Page] the one shown
    attr_reader :page
    # @return [Array<URI>] every address that was asked for, in order
    attr_reader :history

    # @param authority_file [String, nil] path of the certificates to trust
    def initialize(authority_file: nil)
      @authority_file = authority_file
      @cookies = Hash.new { |hash, host| hash[host] = {} }
      @history = []
    end

    # @param url [String]
    # @return [Page]
    def visit(url)
      follow(URI(url), Net::HTTP::Get)
    end

    # Presses a button of the page shown.
    #
    # @param label [String]
    # @param with [Hash{String => String}] what the person fills in first
    # @return [Page]
    def press(label, with: {})
      form = page.form(label) or raise ArgumentError, "no button “#{label}” on “#{page.heading}”"

      post(form.action, form.fields.map { |name, value| [name, with.fetch(name, value)] })
    end

    # @param url [String, URI]
    # @param fields [Array<Array(String, String)>]
    # @return [Page]
    def post(url, fields = [])
      follow(URI(url), Net::HTTP::Post, URI.encode_www_form(fields))
    end

    # The back button: an older page, as it was.
    #
    # @param page [Page]
    # @return [Page]
    def return_to(page)
      @page = page
    end

    # One request with this browser's cookies. No redirect is followed, and the page shown stays.
    #
    # @param uri [URI]
    # @param verb [Class] such as Net::HTTP::Get
    # @param body [String, nil] a form
    # @return [Net::HTTPResponse]
    def request(uri, verb, body = nil)
      history << uri
      request = verb.new(uri, "Accept" => "text/html", "Cookie" => cookie_header(uri))
      if body
        request["Origin"] = origin(page&.uri || uri)
        request.content_type = "application/x-www-form-urlencoded"
        request.body = body
      end
      connect(uri) { |http| http.request(request) }.tap { |response| keep_cookies(uri, response) }
    end

    # A connection of the same trust, for what is no page.
    #
    # @param uri [URI]
    # @yieldparam http [Net::HTTP]
    # @return [Object] what the block returns
    def connect(uri, &)
      # No proxy: it could not reach this machine.
      Net::HTTP.start(uri.host, uri.port, nil, use_ssl: uri.scheme == "https", ca_file: @authority_file, &)
    end

    # @param url [String]
    # @return [Hash{String => String}] the cookies kept for its host
    def cookies(url)
      @cookies[URI(url).host].dup
    end

    private

    def follow(uri, verb, body = nil)
      LIMIT.times do
        response = request(uri, verb, body)
        return @page = Page.new(uri, response) unless response.is_a?(Net::HTTPRedirection)

        # As browsers do: a redirected form is not sent again.
        uri = URI.join(uri, response["location"])
        verb = Net::HTTP::Get
        body = nil
      end
      raise "more than #{LIMIT} redirects, the last to #{uri.host}#{uri.path}"
    end

    def origin(uri)
      "#{uri.scheme}://#{uri.host}:#{uri.port}"
    end

    def cookie_header(uri)
      @cookies[uri.host].map { |name, value| "#{name}=#{value}" }.join("; ")
    end

    def keep_cookies(uri, response)
      response.get_fields("set-cookie")&.each do |line|
        pair, *attributes = line.split(/;\s*/)
        name, value = pair.split("=", 2)
        gone?(attributes) ? @cookies[uri.host].delete(name) : @cookies[uri.host][name] = value
      end
    end

    def gone?(attributes)
      attributes.any? do |attribute|
        name, value = attribute.split("=", 2)
        case name.downcase
        when "max-age" then value.to_i <= 0
        when "expires" then Time.httpdate(value) < Time.now
        end
      end
    end
  end
end
