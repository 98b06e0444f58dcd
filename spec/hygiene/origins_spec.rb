# frozen_string_literal: true

require_relative "../support/sandbox_logins"

# OmniAuth keeps whatever came as the parameter `origin`, or as the Referer, and hands it to the app, which must not
# redirect there; what checks it in Rails, `litmus_return_path`, is in spec/rails/reauthorization_spec.rb. Here: nothing
# of ours leads there.
RSpec.describe "An origin that is an open redirect" do
  include_context "with a sandbox Litmus"

  let(:browser) { app.browser }

  [
    "https://evil.example/", "//evil.example", "\\\\evil.example", "/\\evil.example", "https:evil.example",
    "javascript:alert(1)", "data:text/html,x", "/a\r\nLocation: https://evil.example", "/a\r\nSet-Cookie: session=evil",
    "\r\n\r\n<script>evil()</script>", "/a\0evil", "https://app.example@evil.example/", "/\u2028evil", "é evil"
  ].each do |evil|
    { "a parameter" => ->(leg) { leg[{ origin: evil }, {}] },
      "a Referer" => ->(leg) { leg[{}, { "HTTP_REFERER" => evil }] } }.each do |place, send_it|
      describe "#{evil.dump} as #{place}" do
        let(:leg_one) { send_it.call(->(params, headers) { browser.sign_in(headers:, **params) }) }

        it "is in no address that the flow leads to, and signs in all the same" do
          expect(leg_one.location).to start_with("#{provider.base_url}/oauth/authorize?").and match(/\A[!-~]+\z/)
          expect(URI.decode_www_form_component(leg_one.location)).not_to include("evil")
          answer = browser.callback(**approve(leg_one))
          expect(answer).to have_attributes(failure: nil, location: nil, origin: evil)
        end

        it "is a value of the failure's query and nothing else" do
          leg_one
          answer = browser.callback(code: "forged", state: "forged")
          expect(answer.location).to start_with("/auth/failure?").and match(/\A[!-~]+\z/)
          expect(answer.query).to eq("message" => "csrf_detected", "strategy" => "litmus", "origin" => evil)
        end
      end
    end
  end
end
