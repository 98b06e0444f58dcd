# frozen_string_literal: true

require "json"
require "omniauth/litmus"
require "open3"
require "rbconfig"

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
