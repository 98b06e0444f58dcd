# frozen_string_literal: true

require_relative "../support/litmos_server"
require_relative "../support/local_browser"

RSpec.describe "The pages of Litmos's sandbox" do
  include LocalBrowser

  people = [{ "Id" => "u/1", "UserName" => "<b>@example.com", "FirstName" => "<i>Ada", "LastName" => "L" }]

  let(:sandbox) { OmniAuth::Litmos::Sandbox.new(users: people) }
  let(:app) { sandbox }
  let(:catalogue) { sandbox.catalogue }

  def page = last_response.body

  it "let a person take a course from a list of people to the achievement" do
    catalogue.assign("u/1", ["c2"])
    get("/")
    expect(page).to include("&lt;i&gt;Ada").and(not_include("<i>Ada"))
    get(page[/href="([^"]*learn[^"]*)"/, 1])
    expect(page).to include("Safety at work", "0 %", "&lt;b&gt;@example.com")
    2.times do
      expect(catalogue.achievements).to be_empty
      post(page[/action="([^"]+)"/, 1], "score" => "70")
      follow_redirect!
    end
    expect(page).to include("Completed", "done, score 70").and(not_include("<form"))
    expect(catalogue.achievements).to match [include("UserId" => "u/1", "CourseId" => "c2", "Score" => 70)]
  end

  it "run no script, and take no form of another site" do
    catalogue.assign("u/1", ["c1"])
    get("/learn/u%2F1")
    style = page[%r{<style>(.*)</style>}m, 1]
    expect(last_response.headers["content-security-policy"])
      .to include("default-src 'none'", "style-src 'sha256-#{Digest::SHA256.base64digest(style)}'",
                  "form-action 'self'")
    post("/learn/u%2F1/c1/m1", { "score" => "1" }, "HTTP_ORIGIN" => "https://evil.example")
    expect([last_response.status, catalogue.achievements]).to eq [403, []]
    post("/learn/u%2F1/c1/m1", { "score" => "1" }, "HTTP_ORIGIN" => "http://localhost")
    expect([last_response.status, catalogue.achievements.length]).to eq [303, 1]
  end

  it "say of what is not there that it is not" do
    statuses = %w[/learn /learn/nobody /learn/u%2F1/c1 /else].map { |path| get(path).status }
    expect([*statuses, post("/learn/u%2F1/c9/m9").status,
            post("/learn/u%2F1").status]).to eq [404, 404, 404, 404, 404, 405]
  end

  it "are for this machine only" do
    get("/", {}, "REMOTE_ADDR" => "203.0.113.9")
    expect(last_response.status).to eq 403
  end

  RSpec::Matchers.define_negated_matcher :not_include, :include
end
