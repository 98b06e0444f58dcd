# frozen_string_literal: true

require_relative "support/rails_process"

# A page of another site posts a form to /auth/litmus (CVE-2015-9284). Whatever an app puts on all of its controllers
# may answer in place of an action; none of it is a yes.
RSpec.describe "Rails' check of the form that begins a login", needs: "rails" do
  include RailsProcess

  # Where the browser is sent.
  def outcome(request, on_base: "", more: "", headers: "{}")
    in_rails(<<~RUBY)
      class SmallApp
        config.action_controller.allow_forgery_protection = true
        # So that whatever the app adds comes first.
        config.action_controller.default_protect_from_forgery = false
        config.middleware.use(OmniAuth::Builder) { provider :litmus, "id", "secret" }
        #{more}
      end
      HEADERS = #{headers}.freeze
      ActiveSupport.on_load(:action_controller_base) do
        def form? = controller_name == "forms"
        private :form?
        #{on_base}
      end
      class FormsController < ActionController::Base
        def global = render(plain: form_authenticity_token)
        def own = render(plain: form_authenticity_token(form_options: { action: params[:to], method: "post" }))
      end
      OmniAuth.config.request_validation_phase = OmniAuth::Litmus::Railties::RequestVerifier
      OmniAuth.config.failure_raise_out_environments = []
      browser = SmallApp.boot { get "/global", to: "forms#global"; get "/own", to: "forms#own" }
      token = ->(path = "/global") { browser.get(path, {}, HEADERS); browser.last_response.body }
      login = ->(params = {}, more = {}) { browser.post("/auth/litmus", params, { **HEADERS, **more }) }
      #{request}
      place = browser.last_response.headers["Location"].to_s
      message = place[/message=(\\w+)/, 1] || browser.last_response.status
      tell place.start_with?("https://litmus.com/oauth/authorize") ? "a login" : message
    RUBY
  end

  forged = 'login[{}, { "HTTP_ORIGIN" => "https://evil.example" }]'
  genuine = "login[{ authenticity_token: token[] }]"

  password = '{ "HTTP_AUTHORIZATION" => "Basic dTpw" }'
  {
    "nothing" => "",
    "a password" => 'http_basic_authenticate_with name: "u", password: "p"',
    "a before_action that redirects" => 'before_action { redirect_to "/maintenance" unless form? }',
    "a before_action that answers" => "before_action { head :ok unless form? }",
    "an around_action that does not yield" => "around_action { |c, go| form? ? go.call : head(:ok) }",
    "a handler of Rails' refusal" =>
      'rescue_from(ActionController::InvalidAuthenticityToken) { redirect_to "/login" }',
    "a handler of everything" => "rescue_from(StandardError) { head :ok }",
    "protect_from_forgery with: :null_session" => "protect_from_forgery with: :null_session",
    "protect_from_forgery with: :reset_session" => "protect_from_forgery with: :reset_session",
    "no protect_from_forgery" => "skip_forgery_protection raise: false",
    "process_action of its own" => "prepend(Module.new { def process_action(*) = form? ? super : head(:ok) })"
  }.each do |what, on_base|
    it "refuses a forged request, and takes the app's own, with #{what} on every controller" do
      expect(outcome(forged, on_base:)).to eq("authenticity_error")
      expect(outcome(genuine, on_base:, headers: password)).to eq("a login")
    end
  end

  it "refuses another form's token, an empty one, and one in an Array" do
    per_form = "config.action_controller.per_form_csrf_tokens = true"
    elsewhere = 'login[{ authenticity_token: token["/own?to=/elsewhere"] }]'
    expect(outcome(elsewhere, more: per_form)).to eq("authenticity_error")
    ['""', "[token[]]", "{ a: token[] }", "token[].swapcase"].each do |value|
      expect(outcome("login[{ authenticity_token: #{value} }]")).not_to eq("a login")
    end
  end

  it "takes a token of the form itself, and one in the header" do
    per_form = "config.action_controller.per_form_csrf_tokens = true"
    expect(outcome('login[{ authenticity_token: token["/own?to=/auth/litmus"] }]', more: per_form)).to eq("a login")
    expect(outcome('login[{}, { "HTTP_X_CSRF_TOKEN" => token[] }]')).to eq("a login")
  end

  it "refuses a good token from another origin, where Rails compares origins" do
    %w[https://evil.example null].each do |origin|
      request = "login[{ authenticity_token: token[] }, { 'HTTP_ORIGIN' => '#{origin}' }]"
      expect(outcome(request)).to eq("authenticity_error")
    end
  end

  it "refuses where there is no session that could hold a token" do
    request = <<~RUBY
      begin
        login[{ authenticity_token: "x" }]
      rescue StandardError => e
        tell(e.class.name)
        exit
      end
    RUBY
    expect(outcome(request, more: "config.session_store :disabled")).not_to eq("a login")
  end

  it "checks nothing where the app says that nothing is checked, as Rails' tests do" do
    more = "config.action_controller.allow_forgery_protection = false"
    expect(outcome(forged, more:)).to eq("a login")
  end

  it "asks where ApplicationController keeps the token (Rails 7.1)" do
    told = in_rails(<<~RUBY)
      SmallApp.boot { }
      class ApplicationController < ActionController::Base
        def self.csrf_token_storage_strategy = :a_cookie
      end
      verifier = OmniAuth::Litmus::Railties::RequestVerifier.send(:controller).new
      tell verifier.send(:csrf_token_storage_strategy)
    RUBY
    expect(told).to eq("a_cookie")
  end
end
