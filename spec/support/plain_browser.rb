# frozen_string_literal: true

require_relative "../../examples/demo/browser"
require_relative "plain_browser/form"

# A person at the demo's browser who signs in and decides, for every Ruby, whatever gems it has.
#
#     visit = PlainBrowser.new(ca_file: provider.ca_file).visit(authorize_url)
#     visit.params["code"]
#     visit.asked            # [:sign_in, :consent]
class PlainBrowser
  # What came of a visit: the URL that the provider sent the browser to, or the page where it ended, and what was asked.
  Visit = Struct.new(:location, :status, :body, :asked, keyword_init: true) do
    # @return [Hash{String => String}] of the location's query
    def params
      location ? URI.decode_www_form(URI.parse(location).query.to_s).to_h : {}
    end
  end

  # Pages that a provider may show before it lets the browser go.
  STEPS = 10

  # @param ca_file [String, nil] to trust
  def initialize(ca_file: nil)
    @browser = Demo::Browser.new(authority_file: ca_file)
  end

  # Follows redirects on the origin of `url`, signs in and decides.
  #
  # @param url [String]
  # @param user_id [Integer] whom to sign in as
  # @param decision [String] the button of the consent page
  # @return [Visit] with a location as soon as a redirect leads to another origin
  def visit(url, user_id: 1001, decision: "Authorize")
    asked = []
    response = get(URI.parse(url))
    STEPS.times do
      onwards = away?(response) ? nil : step(response, asked, user_id.to_s, decision)
      return visit_of(response, asked) unless onwards

      response = onwards
    end
    raise "the provider does not come to an end: #{url}"
  end

  private

  def visit_of(response, asked)
    Visit.new(location: response["location"], status: response.code.to_i, body: response.body, asked:)
  end

  def away?(response)
    return false unless response["location"]

    target = URI.join(response.uri, response["location"])
    [target.scheme, target.host, target.port] != [response.uri.scheme, response.uri.host, response.uri.port]
  end

  # @return [Net::HTTPResponse, nil] the next page; nil: there is nothing to do on this one
  def step(response, asked, user_id, decision)
    return get(URI.join(response.uri, response["location"])) if response["location"]

    form = form_to_answer(response, decision) or return
    sign_in = form.fields.key?("user_id")
    asked << (sign_in ? :sign_in : :consent)
    submit(response, form, sign_in ? { "user_id" => user_id } : form.buttons.fetch(decision))
  end

  def form_to_answer(response, decision)
    return unless response.content_type == "text/html"

    Form.all(response.body).find { |form| form.fields.key?("user_id") || form.buttons.key?(decision) }
  end

  def get(uri) = @browser.request(uri, Net::HTTP::Get)

  def submit(response, form, more)
    @browser.request(URI.join(response.uri, form.action), Net::HTTP::Post,
                     URI.encode_www_form(form.fields.merge(more)))
  end
end
