# frozen_string_literal: true

require "delegate"
require "json"
require "omniauth/litmus"
require "open3"
require "rbconfig"
require "uri"

# A strategy has the same settings for all its requests, and they are read once. Nothing of it may be seen from outside:
# another setting is another one at once, and no credential is kept.
RSpec.describe OmniAuth::Litmus::Client, "its settings" do
  let(:prelude) do
    <<~RUBY
      OmniAuth.config.logger = Logger.new(nil)
      read = 0
      count = Module.new { define_method(:new) { |settings| (read += 1) && super(settings) } }
      OmniAuth::Litmus::Core.singleton_class.prepend(count)
      client = ->(**options) { OmniAuth::Litmus::Client.new("id", "secret", options) }
    RUBY
  end

  # In a process without WebMock, which has settings read each time.
  def of(script)
    command = [RbConfig.ruby, "-I", File.expand_path("../../lib", __dir__), "-r", "omniauth/litmus", "-r", "json"]
    output, errors, status = Open3.capture3(*command, "-e", "#{prelude}; print JSON.generate(begin; #{script}; end)")
    expect(status).to be_success, errors
    JSON.parse(output)
  end

  it "are read once as long as they are equal" do
    expect(of("9.times { client.(timeout: 5, ssl: { verify: true }).token_url }; read")).to eq(1)
    expect(of("9.times { |n| client.(site: \"https://tenant-\#{n}.example\").token_url }; read")).to eq(9)
  end

  it "are read anew when a String in them has changed in its place" do
    urls = of(<<~RUBY)
      site, hosts = +"https://one.example", [+"one.example"]
      first = client.(site:, insecure_http_hosts: hosts)
      urls = [first.token_url]
      site.sub!("one", "two")
      hosts << "two.example"
      [*urls, client.(site:, insecure_http_hosts: hosts).token_url, read]
    RUBY
    expect(urls).to eq(["https://one.example/oauth/token", "https://two.example/oauth/token", 2])
  end

  it "are compared by what they are, and not by an app's own idea of what is equal" do
    answers = of(<<~RUBY)
      anything = Class.new { define_method(:==) { |_| true } }.new
      client.(token_url: "/token", max_redirects: 5).token_url
      [{ token_url: anything, max_redirects: 5 }, { token_url: "/token", max_redirects: 5.0 }].map do |options|
        client.(**options).token_url
      rescue OmniAuth::Litmus::ConfigurationError => e
        e.message[/\\S+ is not/]
      end
    RUBY
    expect(answers).to eq(["token_url is not", "client_options[:max_redirects] is not"])
  end

  it "may contain themselves where the core does not read them" do
    expect(of(<<~RUBY)).to eq(%w[https://litmus.com/oauth/token] * 3)
      list = []
      list << list
      %i[raise_errors redirect_uri preconnect].map { |key| client.(key => list).token_url }
    RUBY
  end

  {
    "a String" => [+"/one", ->(text) { text.replace("/two") }],
    "a URI" => [URI("https://litmus.com/one"), ->(uri) { uri.path = "/two" }],
    "a delegator" => [SimpleDelegator.new("/one"), ->(delegator) { delegator.__setobj__("/two") }]
  }.each do |words, (token_url, change)|
    it "count from the next use of the same client when #{words} in them has changed in its place" do
      client = described_class.new("id", "secret", token_url:)
      expect { change.call(client.options[:token_url]) }
        .to change(client, :token_url).from("https://litmus.com/one").to("https://litmus.com/two")
    end
  end

  it "count from the next use when the site, or what is inside a list, has changed in its place" do
    client = described_class.new("id", "secret", site: +"http://one.example", insecure_http_hosts: [+"one.example"])
    client.token_url
    client.site.sub!("one", "two")
    client.options[:insecure_http_hosts].first.sub!("one", "two")
    expect(client.token_url).to eq("http://two.example/oauth/token")
  end

  it "are not kept where a credential can stand in them" do
    kept = of(<<~RUBY)
      confidential = [{ headers: { "X-Key" => "s3cret" } }, { proxy: "http://me:s3cret@proxy:3128" },
                      { connection_opts: { proxy: { uri: "http://proxy:3128", user: "me", password: "s3cret" } } },
                      { site: "https://me:s3cret@litmus.com" }, { token_url: "https://me:s3cret@litmus.com/token" },
                      { provider: { site: "https://litmus.com", note: "s3cret" } }, { api_key: "s3cret" }]
      confidential.each { |options| client.(**options).token_url rescue OmniAuth::Litmus::ConfigurationError }
      known = OmniAuth::Litmus::Client::CoreSettings.instance_variable_get(:@known)
      [known.inspect.include?("s3cret"), known.size]
    RUBY
    expect(kept).to eq([false, 0])
  end
end
