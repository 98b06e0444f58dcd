# frozen_string_literal: true

require_relative "support/rules"

# Authorization server issuer identification; more of it is in issuer_spec.rb.
RSpec.describe "RFC 9207" do
  include_context "with Litmus and its rules"

  let(:issuer) { "https://litmus.example/issuer" }

  rule "§2 an issuer that is the server's own is accepted" do
    options[:issuer] = issuer
    sign_in(person.begin_login.come_back(iss: issuer))
  end

  rule "§2.4 an answer of another issuer is refused, and no grant goes on" do
    options[:issuer] = issuer
    expect(person.begin_login.come_back(iss: "https://evil.example")).to csrf_detected
    expect(litmus.requests).to be_empty
  end

  rule "§2.4 issuers are compared to the letter" do
    options[:issuer] = issuer
    expect(person.begin_login.come_back(iss: "#{issuer}/")).to csrf_detected
  end

  rule "§2.4 an answer without an issuer is refused where the server is known to send one" do
    options[:issuer] = issuer
    expect(person.begin_login.come_back).to csrf_detected
  end

  rule "§2.4 an issuer that comes unasked is that of the site, or refused" do
    person.begin_login
    expect(person.come_back(iss: "https://evil.example")).to csrf_detected
    sign_in(person.come_back(iss: site))
  end

  rule "§2.4 an error of another issuer is not believed" do
    options[:issuer] = issuer
    expect(person.begin_login.come_back(code: nil, error: "access_denied", iss: "https://evil.example"))
      .to csrf_detected
  end
end
