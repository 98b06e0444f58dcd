# frozen_string_literal: true

require "omniauth/litmus"

RSpec.describe OmniAuth::Litmus::AuthorizationCodeFlow::Options do
  let(:type) { Class.new(OmniAuth::Strategies::Litmus) }

  it "copies as Hashie does: what Hashes and Arrays hold is equal, of the same classes, and nobody else's" do
    value = { "a" => [{ "b" => [1, { 2 => "c" }], "d" => "text" }], "e" => nil, 3 => { sym: :bol }, "f" => [[["g"]]] }
    options = type.new(nil, "id", "secret", mine: value).options
    ours = described_class.copy_of(options)
    theirs = options.dup
    expect(ours).to eq(theirs).and eq(options)
    expect([ours, theirs].map { |copy| [copy.class, copy.mine.a.class, copy.mine.a.first.class, copy.mine[3].class] })
      .to eq([[described_class, theirs.mine.a.class, described_class, described_class]] * 2)
    ours.mine.a.first.b.last[2] = ours.mine.f.first.first[0] = "changed"
    expect(options).to eq(theirs)
  end

  it "copies what is frozen into what is not" do
    options = type.new(nil, "id", "secret", mine: { "a" => ["b"] }).options
    [options.mine.a, options.mine, options].each(&:freeze)
    copy = described_class.copy_of(options)
    expect { copy.mine.a << "c" }.to change { copy.mine.a.size }.to(2)
    expect { copy[:other] = copy.mine[:other] = 1 }.not_to raise_error
  end

  it "copies Strings, so that what setup changes in its place is of this request alone" do
    seen = []
    setup = lambda do |env|
      options = env["omniauth.strategy"].options
      seen << [options.client_id.dup, options.client_options.site.dup, options.mine.first.dup]
      [options.client_id, options.client_options.site, options.mine.first].each { |text| text << ".acme" }
    end
    ours = type.new(nil, +"id", "secret", client_options: { site: +"https://litmus" }, mine: [+"list"], setup:)
    2.times { ours.call("PATH_INFO" => "/auth/litmus", "REQUEST_METHOD" => "POST", "rack.session" => {}) }
    expect(seen).to eq([%w[id https://litmus list]] * 2)
  end

  it "may hold keys that are no names where names are expected" do
    log = StringIO.new
    allow(OmniAuth).to receive(:logger).and_return(Logger.new(log))
    client = type.new(nil, "id", "secret", client_options: { 1 => "x", ssl: { 2 => "y" } }).client
    expect(client.token_url).to eq("#{OmniAuth::Litmus::OAUTH_HOST}/oauth/token")
    expect(log.string).to include("client_options[1] is not supported", "client_options[:ssl][2] is not supported")
  end
end
