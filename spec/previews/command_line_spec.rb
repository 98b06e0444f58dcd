# frozen_string_literal: true

return unless GemsAtHand.all?("nokogiri")

require "nokogiri"
require "omniauth/litmus/previews/command_line"
require "stringio"
require "tmpdir"
require_relative "../support/child_process"
require_relative "../support/sandbox_provider"

RSpec.describe OmniAuth::Litmus::Previews::CommandLine do
  include ChildProcess

  before(:context) { @provider = SandboxProvider.start(slow_clients: ["OL2010"]) }
  after(:context) { @provider.stop }

  around { |example| Dir.mktmpdir { |folder| (@folder = folder) && example.run } }

  let(:environment) do
    { "LITMUS_INSTANT_API_HOST" => @provider.base_url, "LITMUS_INSTANT_API_KEY" => "demo-instant-key",
      "LITMUS_ACCESS_TOKEN" => nil, "LITMUS_SANDBOX" => nil }
  end
  let(:out) { File.join(@folder, "out") }
  let(:email) { file("spring.html", "<h1>Spring</h1>") }

  def file(name, text)
    File.join(@folder, name).tap { |path| File.binwrite(path, text) }
  end

  # @return [Array(Integer, String, String)] exit status, what was printed, what was complained about
  def run(*arguments, tty: false, **environment_too)
    before = ENV.to_h
    ENV.update(environment.merge(environment_too.transform_keys(&:to_s)))
    output = StringIO.new
    complaints = StringIO.new
    complaints.define_singleton_method(:tty?) { tty }
    [described_class.new(arguments, output:, complaints:).run, output.string, complaints.string]
  ensure
    ENV.replace(before)
  end

  def saves(names, *more, **options)
    run(email, "--clients", names, "--out", out, *more, **options)
  end

  def uploads = @provider.events("/v1/emails").length
  def captures = @provider.events.filter_map { |event| event[:captured] }.flatten.length
  def sheet = Nokogiri::HTML5(File.read(File.join(out, "index.html")))
  def pictures = sheet.css("img").map { |image| image["src"] }

  it "saves pictures, and a page with them that loads nothing else" do
    subject = "Spring <script>alert(1)</script> & more"
    expect(saves("OL2019,IPHONE13,IPHONE13", "--subject", subject, "--images", "allowed"))
      .to eq [0, "#{File.join(out, "index.html")}\n", "2 pictures\n"]
    expect(sheet.at_css("h1").text).to eq subject
    expect(sheet.css(".caption strong").map(&:text)).to eq ["Outlook 2019", "iPhone 13"]
    expect(pictures.map { |name| File.binread(File.join(out, name), 4) }).to eq ["\x89PNG".b] * 2
    expect(sheet.css("[src], [href]").map { |node| node["src"] || node["href"] }).to all(match(/\A[\w.-]+\.png\z/))
    expect(sheet.css("script, link")).to be_empty
  end

  it "shows on a terminal how far it is" do
    expect(saves("OL2019,IPHONE13", tty: true).last)
      .to eq "\r[#{"#" * 12}#{"-" * 12}]  50 %  1 of 2 pictures\r[#{"#" * 24}] 100 %  2 of 2 pictures\n"
  end

  it "goes on where it has stopped: nothing is uploaded or captured twice" do
    expect { 2.times { saves("OL2019,IPHONE13") } }.to change { uploads }.by(1).and change { captures }.by(2)
    expect { saves("OL2019,GMAILNEW") }.to(change { captures }.by(1))
    expect { expect(saves("OL2019,GMAILNEW").first).to eq 0 }.not_to(change { [uploads, captures] })
  end

  it "uploads anew what has changed, what is too old, and what Litmus has forgotten" do
    saves("IPAD")
    expect { File.write(email, "<h1>Summer</h1>") && saves("IPAD") }.to change { uploads }.by(1)
    record = File.join(out, "previews.json")
    File.write(record, JSON.generate(JSON.parse(File.read(record)).merge("uploaded_at" => Time.now.to_i - 86_400)))
    expect { saves("IPAD") }.to change { uploads }.by(1)
    @provider.sandbox.reset!
    expect { expect(saves("IPAD,GMAILNEW").first).to eq 0 }.to change { uploads }.by(1)
    ["[]", "{", '{"guid":5}', "null"].each do |text|
      File.write(record, text)
      expect { expect(saves("IPAD").first).to eq 0 }.to change { uploads }.by(1)
    end
  end

  it "says which pictures are missing, and why, there and on the page" do
    status, _, complaints = saves("OL2010,IPHONE13")
    expect([status, complaints]).to match [1, /OL2010 took too long.*The same command tries again/m]
    expect([pictures.length, sheet.at_css(".error").text]).to match [1, /OL2010 took too long/]
  end

  it "takes text and the source of a message, and nothing that is neither" do
    good = [file("a.txt", "Hello"), file("b.EML", "Subject: A\n\nHello"), file("c.htm", "<p>")]
    bad = [file("d.pdf", "%PDF"), file("e.html", ""), file("f.html", "\xFF\xFE"), "#{@folder}/none.html", @folder]
    runs = [*good, *bad].map { |path| run(path, "--clients", "IPAD", "--out", out, "--size", "thumb") }
    expect(runs.map(&:first)).to eq [0, 0, 0, 1, 1, 1, 1, 1]
    expect(runs.last(5).map(&:last)).to all(match(/\w/))
  end

  it "takes blanks between e-mail clients" do
    expect(saves("IPAD, OL2013,").first).to eq 0
  end

  it "uploads nothing for an e-mail client that is not there" do
    expect { @run = saves("IPAD,NETSCAPE") }.not_to(change { uploads })
    expect(@run).to match [1, "", /no e-mail client "NETSCAPE".*--list/]
  end

  it "lists the e-mail clients, and its options" do
    expect(run("--list")).to match [0, /^IPHONE13$/, ""]
    expect([run("--help"), run]).to all(match([0, /--clients.*--out.*LITMUS_INSTANT_API_KEY/m, ""]))
    expect(described_class.new([]).help).to include("--orientation")
  end

  ["", "--clients IPAD", "--out x", "--clients , --out x", "--frobnicate=s3cr3t", "--size huge", "--images s3cr3t",
   "b.html --clients IPAD --out x", "--api-key s3cr3t", "--token s3cr3t"].each do |arguments|
    it "does nothing with #{arguments.inspect}, and says what is wrong" do
      expect { @run = run("a.html", *arguments.split) }.not_to(change { @provider.events.length })
      expect(@run).to match [2, "", /--help lists all options/]
      expect(@run.last).not_to include("s3cr3t")
    end
  end

  it "says that the key is missing or wrong, without it, and takes a token" do
    wrong = [saves("IPAD", LITMUS_INSTANT_API_KEY: ""), saves("IPAD", LITMUS_INSTANT_API_KEY: "s3cr3t")]
    expect(wrong).to match [[1, "", /key/], [1, "", /key/]]
    expect(wrong.flatten.join).not_to include("s3cr3t")
    client = OmniAuth::Litmus::Client.new(@provider.client_id, @provider.client_secret, site: @provider.base_url)
    token = client.client_credentials.get_token.token
    expect(saves("IPAD", LITMUS_INSTANT_API_KEY: "", LITMUS_ACCESS_TOKEN: token).first).to eq 0
  end

  it "is a command of the executable, in the sandbox of LITMUS_SANDBOX as well" do
    executable = File.expand_path("../../exe/omniauth-litmus", __dir__)
    # A server without a locale, and two runs at once in one folder.
    names = [file("grüße.html", "<p>"), File.join(@folder, "\xFF.html")]
    sandbox = environment.transform_values { nil }.merge("LITMUS_SANDBOX" => @provider.base_url, "LC_ALL" => "C")
    runs = [email, *names].product([1, 2]).map do |name, _|
      command = [RbConfig.ruby, executable, "previews", name, "--clients", "IPAD", "--out", out]
      Thread.new { Open3.capture2e(sandbox, *command) }
    end.map(&:value)
    expect(runs.map { |_, status| status.exitstatus }).to eq [0, 0, 0, 0, 2, 2]
    expect(runs.map(&:first)).to match [*[/index\.html$/] * 4, *[/UTF-8/] * 2]
    expect(Dir.children(out).grep(/part/)).to be_empty
  end

  it "takes an odd title and an odd list of e-mail clients" do
    list = { "IPAD" => nil, "IPHONE13" => { "name" => "<i>" } }
    page = OmniAuth::Litmus::Previews::ContactSheet
    ["\xFF<script>", "grüße".b, "é".encode("US-ASCII", undef: :replace)].each do |title|
      page.new(title, [["IPAD", "a.png"], ["IPHONE13", "b.png"]], list).write(out)
      expect(sheet.css(".caption strong").map(&:text)).to eq %w[IPAD <i>]
    end
    expect(sheet.css("script")).to be_empty
  end
end
