# frozen_string_literal: true

require "rack/urlmap"
require_relative "../support/sandbox_session"

RSpec.describe OmniAuth::Litmus::Sandbox, "its pages" do
  include SandboxSession

  # Every page there is, by name.
  def pages
    {
      sign_in: authorize, consent: sign_in, home: get("/"), refusal: authorize(client_id: "nobody"),
      stale: post("/sign_out"), not_found: get("/nothing")
    }
  end

  it "say that they are a sandbox, and have a language, a title and landmarks" do
    pages.each_value do |page|
      expect(page.content_type).to eq "text/html; charset=utf-8"
      expect(page.body).to include('<html lang="en">', "A stand-in for litmus.com").and match(
        %r{<title>[^<]+ · Litmus sandbox</title>.*<header.*<main.*<h1>.*</main>.*<footer}m
      )
    end
  end

  it "send headers that allow neither scripts, framing, sniffing nor storing, and contain nothing inline" do
    pages.each_value do |page|
      expect(page.headers).to include(
        "content-security-policy" => /\Adefault-src 'none'; style-src 'self';.*frame-ancestors 'none'/,
        "cache-control" => "no-store", "x-content-type-options" => "nosniff", "x-frame-options" => "DENY"
      )
      expect(page.body).not_to match(/<script|<style|style=|\son\w+=|javascript:/i)
    end
  end

  it "label every control" do
    [authorize, sign_in].each do |page|
      visible = page.body.scan(/<input(?![^>]*type="hidden")[^>]*>/)
      expect(page.body.scan(/<label[^>]*>\s*<input/).length).to eq visible.length
    end
  end

  it "serve their stylesheet" do
    get "/sandbox.css"
    expect([last_response.status, last_response.content_type]).to eq [200, "text/css; charset=utf-8"]
    expect(last_response.body).to include(":focus-visible")
  end

  it "show what a request brings as text" do
    markup = %(<b onclick="x">'&)
    @sandbox = described_class.new(applications: [{ id: "one", secret: "1", name: markup }],
                                   users: [{ id: 1, first_name: markup, last_name: markup, email: markup }])
    [
      authorize(client_id: "one", state: markup), sign_in(client_id: "one", user_id: 1, state: markup), get("/"),
      authorize(client_id: markup), authorize(client_id: "one", redirect_uri: markup)
    ].each do |page|
      expect(page.body).to include("&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;")
      expect(page.body).not_to include("<b onclick")
    end
  end

  it "shorten what a request brings" do
    authorize(client_id: "x" * 5000)
    expect(last_response.body.length).to be < 4000
  end

  it "show the secret of the demo application, and of no other" do
    expect(get("/").body).to include(SandboxSession::SECRET)
  end

  it "show the secret of no other application" do
    @sandbox = described_class.new(applications: [{ id: SandboxSession::ID, secret: "another-secret" }])
    expect(get("/").body).not_to match(/another-secret|#{SandboxSession::SECRET}/)
  end

  it "answer HEAD without a body" do
    head "/"
    expect([last_response.status, last_response.body]).to eq [200, ""]
  end

  describe "mounted below a prefix" do
    def app
      @app ||= Rack::URLMap.new("/tools/litmus" => Rack::Lint.new(sandbox))
    end

    it "lead to each other" do
      get "/tools/litmus/oauth/authorize", question
      expect(last_response.body).to include('href="/tools/litmus/sandbox.css"', 'action="/tools/litmus/sign_in"')
      expect(last_response["set-cookie"]).to include("path=/tools/litmus;")

      post "/tools/litmus/sign_in", form_token:, user_id: 1001, continue: URI.encode_www_form(question)
      follow_redirect!
      expect(last_response.body).to include('action="/tools/litmus/oauth/authorize"')

      post "/tools/litmus/oauth/authorize", question.merge(decision: "authorize", form_token:)
      expect(answer).to include("code" => be)
    end

    it "have a first page with and without a slash" do
      expect([get("/tools/litmus").status, get("/tools/litmus/").status]).to eq [200, 200]
      expect(last_response.body).to include("<code>http://localhost/tools/litmus</code>")
    end
  end
end
