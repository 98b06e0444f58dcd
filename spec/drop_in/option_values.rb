# frozen_string_literal: true

RSpec.describe "What the Ruby gem does: what options hold" do
  # What `setup` finds in each of two requests, where it changes everything that it finds.
  def found_twice(type, **options)
    found = []
    setup = lambda do |env|
      found << yield(env["omniauth.strategy"].options)
    end
    visitor = site(strategy: type, setup:, **options)
    2.times { visitor.post("/auth/litmus") }
    found
  end

  {
    "a Hash" => [{ "a" => "as configured" }, ->(value) { value["a"] = "changed" }],
    "an Array" => [["as configured"], ->(value) { value << "more" }],
    "a Hash in an Array" => [[{ "a" => "as configured" }], ->(value) { value.first["a"] = "changed" }],
    "a Hash in an Array in an Array" => [[[{ "a" => 1 }]], ->(value) { value.first.first.delete("a") }],
    "a Hash in a Hash in a Hash" => [{ "a" => { "b" => { "c" => 1 } } }, ->(value) { value["a"]["b"]["c"] = 2 }],
    "an Array in a Hash in an Array" => [[{ "a" => ["b"] }], ->(value) { value.first["a"].clear }],
    "an Array in an Array" => [[%w[a]], ->(value) { value.first << "b" }]
  }.each do |what, (value, change)|
    it "is #{what}, and a request's change is its own" do
      type = subclass { option :mine, value }
      plain = Marshal.load(Marshal.dump(value))
      expect(found_twice(type) { |options| options["mine"].inspect.tap { change.call(options["mine"]) } }.uniq.size)
        .to eq(1)
      given = found_twice(subclass, given: value) do |options|
        options["given"].inspect.tap { change.call(options["given"]) }
      end
      expect(given.uniq.size).to eq(1)
      expect(value).to eq(plain)
    end
  end

  it "is one's own in client_options, authorize_params and authorize_options, too" do
    found = found_twice(subclass, client_options: { connection_opts: { request: { timeout: 5 } } }) do |options|
      options.client_options.merge!(site: "http://127.0.0.1:9")
      options.client_options.connection_opts.request.timeout = 1
      options.authorize_params[:prompt] = "login"
      options.authorize_options << "locale"
      [options.client_options.keys.sort, options.authorize_params.keys, options.authorize_options.dup]
    end
    expect(found.uniq.size).to eq(1)
  end

  it "is read by the key that it was written with" do
    type = subclass { option :roles, { 1 => "admin", 2.5 => "half", nil => "nobody", "text" => "word", sign: "mark" } }
    roles = type.new(nil).options.roles
    expect([roles[1], roles[2.5], roles[nil], roles[:text], roles["text"], roles["sign"], roles[:sign], roles.sign])
      .to eq(%w[admin half nobody word word mark mark mark])
    expect([roles.key?(1), roles.fetch(1), roles.values_at(1, :sign), roles.to_hash.key?(1)])
      .to eq([true, "admin", %w[admin mark], true])
  end

  it "is read so in a request, too, and in what `provider` was given" do
    found = found_twice(subclass, levels: { 7 => { 8 => "deep" } }, list: [{ 9 => "in a list" }]) do |options|
      [options.levels[7][8], options.list.first[9]]
    end
    expect(found).to eq([["deep", "in a list"]] * 2)
  end

  it "is written by method, Symbol and String" do
    made = strategy
    made.options.client_options.token_url = "/a"
    made.options[:client_options][:authorize_url] = "/b"
    made.options["client_options"]["redirect_uri"] = "https://app.example/cb"
    expect(made.client).to have_attributes(token_url: "#{oauth_host}/a")
    expect(made.client.options).to include(authorize_url: "/b", redirect_uri: "https://app.example/cb")
  end

  it "may be frozen where it comes from" do
    options = { client_options: { token_url: "/oauth/token", headers: {}.freeze }.freeze, scope: "full",
                authorize_options: [:scope].freeze, authorize_params: {}.freeze }.freeze
    made = OmniAuth::Strategies::Litmus.new(DropIn::Helpers::PLAIN_APP, "app-id", "app-secret", options)
    expect(DropIn::Site.new(made).sign_in.identity.uid).to eq("4711")
  end

  it "serves from a middleware that is frozen, as Rack::Builder#freeze_app makes it" do
    made = OmniAuth::Strategies::Litmus.new(DropIn::Helpers::PLAIN_APP, "app-id", "app-secret")
    made.options.freeze
    expect(DropIn::Site.new(made.freeze).sign_in.identity.uid).to eq("4711")
  end

  it "has what is in an info with Integer keys" do
    auth = site(strategy: subclass { info { { 1 => "one", "two" => { 2 => "deep" } } } }).sign_in.identity
    expect([auth.info[1], auth.info.two[2]]).to eq(%w[one deep])
  end

  it "has what is in an extra with Integer keys" do
    auth = site(strategy: subclass { extra { { 1 => "one", list: [{ 2 => "deep" }] } } }).sign_in.identity
    expect([auth.extra[1], auth.extra.list.first[2]]).to eq(%w[one deep])
  end
end
