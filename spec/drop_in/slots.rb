# frozen_string_literal: true

# OmniAuth keeps the origin and the params of a login in the session, where the app may write as well.
RSpec.describe "What the Ruby gem does: the app's own origin and params" do
  # The slots as an app fills them.
  def write(session, origin, **params)
    session["omniauth.origin"] = origin
    session["omniauth.params"] = (session["omniauth.params"] || {}).merge(params.transform_keys(&:to_s))
  end

  def arrived(visit)
    visit.identity
    visit.env.values_at("omniauth.origin", "omniauth.params")
  end

  it "arrive from before_request_phase" do
    OmniAuth.config.before_request_phase = ->(env) { write(env["rack.session"], "/hook", plan: "pro") }
    expect(arrived(site.sign_in("/auth/litmus?a=1"))).to eq(["/hook", { "a" => "1", "plan" => "pro" }])
  end

  it "arrive again from before_request_phase when the first attempt was given up" do
    OmniAuth.config.before_request_phase = ->(env) { write(env["rack.session"], "/hook", plan: "pro") }
    visitor = site
    visitor.post("/auth/litmus")
    expect(arrived(visitor.sign_in)).to eq(["/hook", { "plan" => "pro" }])
  end

  it "arrive from an override of request_phase, which comes after OmniAuth's own" do
    write_them = method(:write)
    type = subclass do
      define_method(:request_phase) do
        write_them.call(session, "/override", plan: "pro")
        super()
      end
    end
    expect(arrived(site(strategy: type).sign_in("/auth/litmus?origin=/form")))
      .to eq(["/override", { "origin" => "/form", "plan" => "pro" }])
  end

  it "arrive from an override of authorize_params" do
    type = subclass do
      define_method(:authorize_params) do
        session["omniauth.params"]["plan"] = "pro"
        session["omniauth.origin"] = "/override"
        super()
      end
    end
    expect(arrived(site(strategy: type).sign_in)).to eq(["/override", { "plan" => "pro" }])
  end

  # OmniAuth writes the params after `setup`.
  it "arrive from setup, the origin alone" do
    setup = ->(env) { write(env["rack.session"], "/setup", plan: "pro") if env["REQUEST_METHOD"] == "POST" }
    expect(arrived(site(setup:).sign_in("/auth/litmus?a=1"))).to eq(["/setup", { "a" => "1" }])
  end

  it "arrive from setup in the callback" do
    setup = ->(env) { write(env["rack.session"], "/setup", plan: "pro") if env["REQUEST_METHOD"] == "GET" }
    expect(arrived(site(setup:).sign_in("/auth/litmus?a=1"))).to eq(["/setup", { "a" => "1", "plan" => "pro" }])
  end

  it "arrive from before_callback_phase" do
    OmniAuth.config.before_callback_phase = lambda do |env|
      env["omniauth.origin"] = "/hook"
      env["omniauth.params"]["plan"] = "pro"
    end
    expect(arrived(site.sign_in("/auth/litmus?origin=/form")))
      .to eq(["/hook", { "origin" => "/form", "plan" => "pro" }])
  end

  it "arrive from a page before, where the request names no origin" do
    visitor = site
    visitor.session["omniauth.origin"] = "/page"
    expect(arrived(visitor.sign_in)).to eq(["/page", {}])
  end

  it "give way to what the request names" do
    visitor = site
    visitor.session["omniauth.origin"] = "/page"
    expect(arrived(visitor.sign_in("/auth/litmus?origin=/form")).first).to eq("/form")
  end

  it "arrive from a page while the user is at Litmus" do
    visitor = site
    start = visitor.post("/auth/litmus?a=1")
    write(visitor.session, "/later", plan: "pro")
    expect(arrived(visitor.get(visitor.at_litmus(start)))).to eq(["/later", { "a" => "1", "plan" => "pro" }])
  end

  it "arrive where OmniAuth keeps no origin" do
    visitor = site(origin_param: false)
    visitor.session["omniauth.origin"] = "/page"
    env = { "HTTP_REFERER" => "http://example.org/referrer" }
    expect(arrived(visitor.sign_in("/auth/litmus?origin=/form", env))).to eq(["/page", { "origin" => "/form" }])
  end

  it "are none where nobody wrote any" do
    expect(arrived(site(origin_param: false).sign_in("/auth/litmus?origin=/form")))
      .to eq([nil, { "origin" => "/form" }])
    expect(arrived(site.sign_in)).to eq([nil, {}])
  end

  it "arrive under another name of the parameter" do
    expect(arrived(site(origin_param: "back").sign_in("/auth/litmus?back=/b&origin=/o")).first).to eq("/b")
  end

  it "arrive as they are, if the session can hold them" do
    visitor = site
    start = visitor.post("/auth/litmus")
    visitor.session.update("omniauth.origin" => :home, "omniauth.params" => { plan: :pro, at: Time.at(5) })
    expect(arrived(visitor.get(visitor.at_litmus(start)))).to eq([:home, { plan: :pro, at: Time.at(5) }])
  end

  it "do not stay in the session" do
    visitor = site
    visitor.session["omniauth.origin"] = "/page"
    visitor.sign_in
    expect(visitor.session.keys.grep(/origin|params/)).to be_empty
  end
end
