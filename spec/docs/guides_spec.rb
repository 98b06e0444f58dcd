# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "nokogiri", "sqlite3", "rails")

require_relative "support/walkthrough"
require_relative "../system/support/chromium"

# Everything that the README and the guides print, done as printed: see Walkthrough.
RSpec.describe "What the documents print" do
  # @param path [String] of a document, each of whose blocks is run
  # @param options [Hash] as for {Walkthrough.open}
  # @param console [String] what its Ruby finds
  # @param tests [Array<String>] the command for the tests of the app of each part
  def self.document(path, console: "", gems: [], tests: [], **options, &check)
    missing = gems.reject { |name| GeneratedApp.gems?(name) }
    it "works as printed in #{path}", skip: missing.any? && "there is no #{missing.join(", ")} here" do
      Walkthrough.open(path, gems:, **options) do |walk|
        walk.run(console)
        walk.visit { instance_exec(walk, &check) } if check
        walk.in_any_order(tests[walk.part]) if tests[walk.part]
      end
    end
  end

  after(:context) { Chromium.quit }

  # @return [Demo::Page] after a sign-in at the sandbox
  def sign_in(walk, path, host: "localhost", button: "Sign in with Litmus")
    browser = walk.browser
    browser.visit("#{walk.url(host:)}#{path}")
    browser.press(button)
    browser.press("Sign in")
    browser.press("Authorize") if browser.page.form("Authorize") # asked once
    browser.page
  end

  # Litmus is a sandbox in the console's process; `litmus_tokens` are those of somebody who has just signed in there.
  sandbox = <<~'RUBY'
    require "omniauth/litmus/test_helper"
    extend OmniAuth::Litmus::TestHelper
    def litmus_tokens
      client = OmniAuth::Litmus::Client.new("demo-application", "demo-secret")
      redirect_uri = "https://app.example/auth/litmus/callback"
      answer = @litmus.approve(client.auth_code.authorize_url(redirect_uri:, state: "s"))
      client.auth_code.get_token(URI.decode_www_form(URI(answer).query).to_h["code"], redirect_uri:)
    end
    @litmus = litmus_sandbox
  RUBY
  connected = <<~RUBY
    #{sandbox}
    LitmusConnection.from_omniauth(OmniAuth::AuthHash.new(provider: "litmus", uid: "1001",
                                                          info: { name: "Maya Okafor" },
                                                          credentials: litmus_tokens.to_hash))
  RUBY

  document "README.md", rails: [], console: connected do |walk|
    expect(sign_in(walk, "/litmus_session/new").heading).to eq("Hello, Maya Okafor")
  end

  document "docs/guides/rails.md", rails: [], console: connected, tests: ["bin/rails test"] do |walk|
    page = walk.part.zero? ? "/litmus_session/new" : "/"
    expect(sign_in(walk, page).response.body).to include("Hello, Maya Okafor")
  end

  document "docs/guides/devise.md", rails: [], gems: %w[devise] do |walk|
    expect(sign_in(walk, "/").heading).to eq("Hello, #{walk.part == 1 ? "Maya Okafor" : "maya@example.com"}")
  end

  document "docs/guides/sinatra-and-rack.md" do |walk|
    expect(sign_in(walk, "/").response.body).to include("Hello, Maya Okafor")
  end

  document "docs/guides/connecting-an-existing-user.md", rails: [] do |walk|
    page = sign_in(walk, "/litmus_connection", button: "Connect Litmus")
    expect(page.heading).to eq("Connected as Maya Okafor")
  end

  document "docs/guides/many-tenants.md", rails: [] do |walk|
    page = sign_in(walk, "/", host: "acme.localhost")
    expect(page.response.body).to include("Hello, Maya Okafor, at acme.localhost")
  end

  # In a callback action there are a user, and the tokens of a sign-in.
  account = <<~RUBY
    #{sandbox}
    user = Struct.new(:id).new(1)
    tokens = litmus_tokens.to_hash
    auth = OmniAuth::AuthHash.new(credentials: { token: tokens[:access_token], **tokens })
  RUBY

  document "docs/guides/tokens-and-stores.md", rails: [], console: account

  source = <<~RUBY
    #{sandbox}
    require "omniauth/litmus/token_source"
    client = OmniAuth::Litmus::Client.new("demo-application", "demo-secret")
    source = OmniAuth::Litmus::TokenSource.new(client, OmniAuth::Litmus::Stores::Memory.new).keep(litmus_tokens)
  RUBY

  document "docs/guides/calling-litmus.md", console: source

  document "docs/guides/background-jobs.md", rails: [], railties: %w[active_job], console: connected

  litmos = <<~RUBY
    require "omniauth/litmos"
    litmos = OmniAuth::Litmos::Client.new(source: "my-app", api_key: ENV["LITMOS_API_KEY"],
                                          base_url: ENV["LITMOS_BASE_URL"])
  RUBY

  document "docs/guides/litmos.md", console: litmos

  document "docs/guides/litmos-by-example.md"

  document "docs/guides/testing.md", rails: [], gems: %w[rspec-rails], tests: ["bin/rails test", "bundle exec rspec"]

  document "docs/guides/sandbox.md" do |walk|
    expect(walk.browser.visit(walk.url(4000)).status).to eq(200)
  end

  document "docs/guides/options.md"

  document "docs/guides/troubleshooting.md"

  document "docs/guides/moving-from-omniauth-litmus.md" do |walk|
    auth = JSON.parse(sign_in(walk, "/").response.body)
    expect(auth).to include("provider" => "acme", "extra" => { "email" => "maya@example.com" })
    expect(auth["info"]).to include("name" => "MAYA OKAFOR")
  end

  # Its front ends are scripts, so a real browser visits them.
  document "docs/guides/api-apps-and-spas.md", rails: %w[--api] do |walk|
    next warn("left out: front ends in a browser: #{Chromium.absence}") if Chromium.absence

    browser = Chromium.session
    home = walk.part.zero? ? "#{walk.url}/index.html" : "#{walk.url(4000, host: "127.0.0.1")}/"
    browser.visit(home)
    # "Sign in" must not be the button before, on a page that is about to go.
    ["Sign in with Litmus", "Sign in", "Authorize"].each { |button| browser.click_button(button, exact: true) }
    expect(browser.has_css?("h1", exact_text: "Hello, Maya Okafor")).to be(true), browser.html
    expect(browser.current_url).to eq(home)
  end

  document "docs/guides/sessions-and-cookies.md", rails: [] do |walk|
    expect(sign_in(walk, "/litmus_session/new").heading).to eq("Hello, Maya Okafor")
  end

  document "docs/guides/deployment.md"

  document "docs/guides/security-for-reviewers.md"

  document "docs/guides/upgrading.md"

  it "leaves out no guide, and says why of each block that it leaves out" do
    run = File.read(__FILE__).scan(/^  document "(.+?)"/).flatten
    expect(run).to match_array(["README.md", *Dir["docs/guides/*.md", base: Document::ROOT]])
    excuses = run.flat_map { |path| Document.new(path).blocks }.filter_map(&:excuse)
    expect(excuses).to all(match(/\w+ \w+/))
  end
end
