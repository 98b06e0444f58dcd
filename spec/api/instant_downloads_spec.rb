# frozen_string_literal: true

require "omniauth/litmus/instant_api"
require "pathname"
require "tmpdir"
require_relative "../support/child_process"
require_relative "../support/sandbox_provider"
require_relative "../support/scripted_server"

RSpec.describe OmniAuth::Litmus::InstantApi, "its downloads" do
  include ChildProcess

  before(:context) { @provider = SandboxProvider.start(slow_clients: ["OL2019"]) }
  after(:context) { @provider.stop }

  around { |example| Dir.mktmpdir { |folder| (@folder = folder) && example.run } }

  let(:api) { described_class.new(api_key: OmniAuth::Litmus::Sandbox::DEMO_INSTANT_API_KEY, host: @provider.base_url) }
  let(:guid) { api.create_email(plain_text: "Hello") }
  let(:folder) { File.join(@folder, "previews") }
  let(:png) { "\x89PNG\r\n".b }

  def files = Dir.children(folder).sort

  def error_of
    yield
  rescue OmniAuth::Litmus::Error => e
    e
  end

  # Requests for this e-mail, whose path matches.
  def requests(kind) = @provider.events.count { |event| event[:path].include?(guid) && event[:path].match?(kind) }

  it "saves an image under the name of its e-mail, client and options" do
    api.download(guid, "IPAD", to: Pathname(folder))
    api.download(guid, :IPAD, "thumb", to: folder, images: :blocked, orientation: "horizontal")
    expect(files).to eq ["#{guid}-IPAD-blocked-horizontal-thumb.png", "#{guid}-IPAD.png"]
    expect(files.map { |name| File.binread(File.join(folder, name)) }).to all(start_with(png))
  end

  it "does not fetch again what is there" do
    paths = Array.new(2) { api.download(guid, "IPAD", :thumb, to: folder) }
    expect(paths.uniq).to eq [File.join(folder, "#{guid}-IPAD-thumb.png")]
    expect(requests(%r{/IPAD/thumb})).to eq 1
  end

  it "saves many, all captured at once before, and says for each where it is or what went wrong" do
    seen = []
    asked = ["GMAILNEW", { client: "IPAD", images: "blocked" }, { "client" => "OL2019" }, "GMAILNEW"]
    outcomes = api.download_all(guid, asked, :thumb, to: folder, concurrency: 2) { |*progress| seen << progress }
    expect(outcomes).to match [File.join(folder, "#{guid}-GMAILNEW-thumb.png"), end_with("-IPAD-blocked-thumb.png"),
                               have_attributes(code: :capture_timeout, retryable?: true), outcomes.first]
    expect(seen).to eq [[1, 3], [2, 3], [3, 3]]
    expect([files.length, requests(/prefetch/), requests(%r{/GMAILNEW/})]).to eq [2, 1, 1]
  end

  it "goes on with what is missing" do
    api.download(guid, "GMAILNEW", :thumb, to: folder)
    2.times { api.download_all(guid, %w[GMAILNEW IPAD], :thumb, to: folder) }
    expect([files.length, requests(/prefetch/), requests(%r{/GMAILNEW/}), requests(%r{/IPAD/})]).to eq [2, 1, 1, 1]
    expect(api.download_all(guid, [], to: folder)).to eq []
  end

  it "tells of a limit in mid-run by what it refused, and saves that the next time" do
    refusals = 2
    limit = lambda do |env, app|
      next app.call(env) unless env["PATH_INFO"].end_with?("/thumb") && (refusals -= 1) >= 0

      [429, { "retry-after" => "30", "content-type" => "text/plain" }, ["Slow down"]]
    end
    provider = SandboxProvider.start(&limit)
    api = described_class.new(api_key: "demo-instant-key", host: provider.base_url)
    guid = api.create_email(plain_text: "Hello")
    names = %w[IPAD GMAILNEW IPHONE13 IPHONE12]
    outcomes = api.download_all(guid, names, :thumb, to: folder, concurrency: 1)
    expect(outcomes.grep(OmniAuth::Litmus::RateLimited).map(&:retry_at)).to match [be > Time.now] * 2
    expect(api.download_all(guid, names, :thumb, to: folder)).to all(end_with("-thumb.png"))
  ensure
    provider&.stop
  end

  it "takes ten thousand configurations, most of them repeated" do
    outcomes = api.download_all(guid, %w[GMAILNEW IPAD] * 5000, :thumb, to: folder, concurrency: 64)
    expect([outcomes.length, outcomes.uniq.length, files.length]).to eq [10_000, 2, 2]
  end

  it "captures nothing where the list is wrong, or the e-mail is gone" do
    refused = error_of { api.download_all(guid, %w[IPAD NETSCAPE], to: folder) }
    api.delete_emails(guid)
    gone = error_of { api.download_all(guid, ["IPAD"], to: folder) }
    expect([refused.code, gone.code]).to eq %i[bad_request not_found]
    expect(File.exist?(folder)).to be false
  end

  ["../../etc/passwd", "a/b", "", nil, "a" * 81, "\xFF", "IPAD\0".encode("UTF-16LE"), {}].each do |bad|
    it "leaves the folder for no #{bad.inspect[0, 20]}, and asks nobody" do
      api
      count = @provider.events.length
      errors = [error_of { api.download("a-guid", bad, to: folder) },
                error_of { api.download(bad, "IPAD", to: folder) },
                error_of { api.download_all("a-guid", ["IPAD", { client: bad }], to: folder) },
                error_of { api.download("a-guid", "IPAD", images: bad || "/", to: folder) }]
      expect(errors.map(&:code)).to all(eq(:invalid_value))
      expect([@provider.events.length, File.exist?(folder)]).to eq [count, false]
    end
  end

  it "wants a folder, a known size, known members and a sensible concurrency" do
    errors = [*[nil, "", "a\0b"].map { |to| error_of { api.download("a-guid", "IPAD", to:) } },
              error_of { api.download("a", "IPAD", :huge, to: folder) },
              error_of { api.download_all("a", [{ client: "IPAD", colour: "x" }], to: folder) },
              error_of { api.download_all("a", ["IPAD"], to: folder, concurrency: 0) },
              error_of { api.download_all("a", nil, to: folder) }]
    expect(errors.map(&:code)).to all(eq(:invalid_value))
    expect(errors.map(&:message).join).to match(/to:.*size.*configuration.*concurrency.*client/)
  end

  it "writes beside no file that is in its place" do
    File.write(folder, "a file")
    expect { api.download(guid, "IPAD", to: folder) }.to raise_error(SystemCallError)
    expect { api.download_all(guid, %w[IPAD GMAILNEW], to: folder) }.to raise_error(SystemCallError)
  end

  describe "from other hosts" do
    let(:images) { ScriptedServer.new }

    after { images.stop }

    let(:provider) { SandboxProvider.start(capture_host: images.base_url(host: "localhost")) }

    after { provider.stop }

    it "never shows them the token or the key, and takes nothing but an image" do
      images.on("/captures") { nil }
      client = OmniAuth::Litmus::Client.new(provider.client_id, provider.client_secret, site: provider.base_url)
      token = client.client_credentials.get_token
      apis = [described_class.new(token, host: provider.base_url),
              described_class.new(api_key: OmniAuth::Litmus::Sandbox::DEMO_INSTANT_API_KEY, host: provider.base_url)]
      guid = apis.first.create_email(plain_text: "a")
      paths = %w[gmailnew ipad].map { |name| "/captures/#{guid}/#{name}-vertical-allowed-full.png" }
      images.answer(paths.first, type: "text/html", body: "<p>Please sign in")
      images.answer(paths.last, type: "image/png", body: "a picture")
      outcomes = apis.zip(%w[GMAILNEW IPAD]).map { |api, name| error_of { api.download(guid, name, to: folder) } }
      expect(outcomes).to match [have_attributes(code: :unexpected_answer), end_with("-IPAD.png")]
      expect(files).to eq ["#{guid}-IPAD.png"]
      requests = paths.flat_map { |path| images.requests(path) }
      expect(requests.map { |request| request.headers["authorization"] }).to eq [nil, nil]
    end

    it "keeps no image that is empty, or a part, and none that is there so" do
      api = described_class.new(api_key: "demo-instant-key", host: provider.base_url)
      guid = api.create_email(plain_text: "a")
      answers = { "gmailnew" => [200, ""], "ipad" => [206, "x"], "iphone12" => [200, "a picture"] }
      answers.each do |name, (status, body)|
        images.answer("/captures/#{guid}/#{name}-vertical-allowed-full.png", status:, type: "image/png", body:)
      end
      FileUtils.mkdir_p(folder)
      FileUtils.touch(File.join(folder, "#{guid}-IPHONE12.png"))
      outcomes = api.download_all(guid, answers.keys.map(&:upcase), to: folder)
      expect(outcomes).to match [*[have_attributes(code: :unexpected_answer)] * 2, end_with("IPHONE12.png")]
      expect(files.to_h { |name| [name, File.size(File.join(folder, name))] }).to eq("#{guid}-IPHONE12.png" => 9)
    end

    it "leaves no whole file where the process is killed in mid-run, and goes on after it" do
      guid = described_class.new(api_key: "demo-instant-key", host: provider.base_url).create_email(plain_text: "a")
      names = %w[gmailnew ipad iphone12 iphone13]
      paths = names.map { |name| "/captures/#{guid}/#{name}-vertical-allowed-thumb.png" }
      paths.each { |path| images.answer(path, type: "image/png", body: "x" * 100_000) }
      code = <<~RUBY
        $stdout.sync = true
        api = OmniAuth::Litmus::InstantApi.new(api_key: "demo-instant-key", host: "#{provider.base_url}")
        paths = api.download_all("#{guid}", #{names.map(&:upcase)}, :thumb, to: "#{folder}", concurrency: 1) do |done, _|
          Process.kill(:KILL, Process.pid) if killed && done == 2
        end
        puts paths.length
      RUBY
      2.times do |time|
        ruby("killed = #{time.zero?}\n#{code}", library: "omniauth/litmus/instant_api")
      end
      whole = files.grep(/png\z/)
      expect(whole.map { |name| File.size(File.join(folder, name)) }).to eq [100_000] * 4
      expect(paths.first(2).map { |path| images.requests(path).length }).to eq [1, 1]
    end
  end

  it "give each e-mail client a host of its own, where hosts have names" do
    apis = [described_class.new, described_class.new(host: "http://localhost:4000"), api,
            described_class.new(host: "http://[::1]:4000")]
    urls = apis.map { |one| one.preview_url("a", "OL2019", sharded: true)[%r{.*(?=/v1)}] }
    expect(urls).to eq ["https://OL2019.instant-api.litmus.com", "http://OL2019.localhost:4000", @provider.base_url,
                        "http://[::1]:4000"]
  end

  it "are the sandbox's, credentials included, where it stands in Litmus's place" do
    output, = ruby(<<~RUBY, library: "omniauth/litmus/instant_api", env: { "LITMUS_SANDBOX" => @provider.base_url })
      api = OmniAuth::Litmus::InstantApi.new(api_key: "a-real-key")
      guid = api.create_email(plain_text: "a")
      puts api.preview_url(guid, "OL2010", sharded: true).sub(guid, "")
      puts File.size?(api.download(guid, "OL2010", :thumb, to: "#{folder}")).positive?
      client = OmniAuth::Litmus::Client.new("a", "b")
      puts client.request(:get, "https://OL2010.instant-api.litmus.com/v1/clients").status
    RUBY
    expect(output).to eq "#{@provider.base_url}/v1/emails//previews/OL2010/full\ntrue\n200\n"
  end
end
