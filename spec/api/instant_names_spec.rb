# frozen_string_literal: true

require_relative "../support/child_process"
require_relative "../support/sandbox_provider"

# In processes of their own: the names are lent to all of a process.
RSpec.describe "The lent names of litmus-instant" do
  include ChildProcess

  before(:context) { @provider = SandboxProvider.start(slow_clients: ["OL2019"]) }
  after(:context) { @provider.stop }

  # @return [String] what the code printed. `klass` runs a block, and returns the class of what is rescued in it.
  def printed(code)
    output, = ruby(<<~RUBY, library: "omniauth/litmus/instant_names")
      require "json"
      def klass
        yield
      rescue StandardError => e
        e.class.name.split("::").last.to_sym
      end
      Litmus::Instant.base_uri "#{@provider.base_url}/v1"
      #{code}
    RUBY
    output
  end

  it "upload, preview and prefetch, as the gem's own examples do" do
    expect(printed(<<~'RUBY')).to eq(<<~TEXT)
      Litmus::Instant.api_key = "demo-instant-key"
      email_guid = Litmus::Instant.create_email(plain_text: "Aloha World!")["email_guid"]
      answer = Litmus::Instant.create_email("plain_text" => "a", configurations: [{ client: "OL2010" }])
      p [JSON.parse(answer.body)["email_guid"] == answer["email_guid"], answer.is_a?(Hash), answer.code, answer.success?]
      puts JSON.generate(answer["configurations"])
      puts JSON.generate(Litmus::Instant.prefetch_previews(email_guid, [{ client: "OL2010" }, { client: "OL2013", images: "blocked" }]).to_a)
      p Litmus::Instant.get_preview(email_guid, "PLAINTEXT", images: "allowed").keys
      clients = Litmus::Instant.clients
      p [clients.is_a?(Array), clients.include?("OL2010"), clients.length]
      p Litmus::Instant.client_configurations["OL2010"].keys.first(2)
      p [Litmus::Instant.api_key, Litmus::Instant::VERSION]
    RUBY
      [true, true, 200, true]
      [{"orientation":"vertical","images":"allowed","client":"OL2010"}]
      [["configurations",[{"orientation":"vertical","images":"allowed","client":"OL2010"},{"orientation":"vertical","images":"blocked","client":"OL2013"}]]]
      ["full_url", "thumb_url", "thumb450_url"]
      [true, true, 108]
      ["orientation_options", "images_options"]
      ["demo-instant-key", "0.3.1"]
    TEXT
  end

  it "write addresses for which each e-mail client has a host" do
    expect(printed(<<~'RUBY')).to eq(<<~TEXT)
      Litmus::Instant.base_uri Litmus::Instant::Client::BASE_URI
      options = { capture_size: "thumb", "fallback" => false }
      puts Litmus::Instant.preview_image_url("a-guid", "OL2010"), Litmus::Instant.preview_image_url("a-guid", "OL2010", options)
      p options.length, klass { Litmus::Instant.preview_image_url("../a", "OL2010") }
    RUBY
      https://OL2010.instant-api.litmus.com/v1/emails/a-guid/previews/OL2010/full
      https://OL2010.instant-api.litmus.com/v1/emails/a-guid/previews/OL2010/thumb?fallback=false
      2
      :RequestError
    TEXT
  end

  it "raise what its clauses rescue, without a credential as well" do
    expect(printed(<<~'RUBY')).to eq(<<~TEXT)
      p klass { Litmus::Instant.create_email(plain_text: "a") }
      Litmus::Instant.api_key = "wrong"
      p klass { Litmus::Instant.create_email(plain_text: "a") }
      Litmus::Instant.api_key = "demo-instant-key"
      guid = Litmus::Instant.create_email(plain_text: "a")["email_guid"]
      p klass { Litmus::Instant.create_email(nyan_text: "a") }, klass { Litmus::Instant.get_preview("NOT-A-GUID", "PLAINTEXT") }
      p klass { Litmus::Instant.prefetch_previews(guid, [{ client: "OL2001MYSPACEODYSSEY" }]) }
      p klass { Litmus::Instant.get_preview("e87c1ce1-fc66-4f7e-9eb5-00bffdd04a0f", "OL2010") }
      p klass { Litmus::Instant.get_preview(guid, "OL2019") }, klass { Litmus::Instant.get_preview(guid, "IPAD", fail: true) }
      p klass { Litmus::Instant::Client.new(oauth_token: "XXX", base_uri: Litmus::Instant.base_uri).clients }
      p klass { Litmus::Instant::Client.new(base_uri: "http://127.0.0.1:1/v1").clients }
    RUBY
      :AuthenticationError
      :AuthenticationError
      :RequestError
      :RequestError
      :RequestError
      :NotFound
      :TimeoutError
      :ServiceError
      :InvalidOAuthToken
      :NetworkError
    TEXT
  end

  it "have errors of one family, which is also this gem's" do
    expect(printed(<<~'RUBY')).to eq(<<~TEXT)
      begin
        Litmus::Instant.create_email(plain_text: "a")
      rescue Litmus::Instant::ApiError => e
        p [e.message, e.status, e.hint, e.is_a?(OmniAuth::Litmus::Error), e.cause.class]
      end
      names = %i[ApiError AuthenticationError AuthorizationError InactiveUserError InvalidOAuthScope InvalidOAuthToken
                 NetworkError NotFound RequestError ServiceError TimeoutError]
      p names.map { |name| Litmus::Instant.const_get(name).superclass.name.split("::").last.to_sym }
    RUBY
      ["API Authentication credentials were missing or incorrect.", 401, "Set Litmus::Instant.api_key, or oauth_token", true, OmniAuth::Litmus::ApiError]
      [:Error, :ApiError, :ApiError, :AuthorizationError, :AuthorizationError, :AuthenticationError, :Error, :ApiError, :ApiError, :ApiError, :ApiError]
    TEXT
  end

  it "keep a client's key or token to itself, and out of what is printed" do
    client = OmniAuth::Litmus::Client.new(@provider.client_id, @provider.client_secret, site: @provider.base_url)
    token = client.client_credentials.get_token.token
    expect(printed(<<~RUBY)).to eq("36\n36\n:AuthenticationError\nfalse\n")
      first = Litmus::Instant::Client.new(oauth_token: "#{token}", base_uri: Litmus::Instant.base_uri)
      p first.create_email({ "html_text" => "<h1>Hi</h1>" })["email_guid"].length
      Litmus::Instant.oauth_token = "#{token}"
      p Litmus::Instant.create_email(plain_text: "a")["email_guid"].length
      Litmus::Instant.oauth_token = nil
      p klass { Litmus::Instant.create_email(plain_text: "a") }
      p [first.inspect, Litmus::Instant.inspect].join.include?("#{token}")
    RUBY
  end

  it "do not load beside the gem itself" do
    code = <<~'RUBY'
      module Litmus
        class Instant; end
      end
      begin
        require "omniauth/litmus/instant_names"
      rescue LoadError => e
        puts e.message
      end
    RUBY
    output, = ruby(code)
    expect(output).to match(/litmus-instant is loaded.*InstantApi/)
  end
end
