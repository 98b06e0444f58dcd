# frozen_string_literal: true

return unless GemsAtHand.all?("puma", "nokogiri")

require "open3"
require "tmpdir"
require_relative "../../examples/demo/check"

RSpec.describe "bin/demo" do
  # What is compiled already is what these specs are about.
  def environment(**more)
    { "DEMO_SKIP_BUILD" => "1", "LITMUS_APP_ID" => nil, "LITMUS_SECRET" => nil }.merge(more.transform_keys(&:to_s))
  end

  def command
    File.expand_path("../../bin/demo", __dir__)
  end

  describe "--check" do
    it "walks the whole flow, and says so step by step" do
      output, status = Open3.capture2e(environment, command, "--check")

      expect(output.lines.grep_v(/\Aok    /).map(&:chomp)).to eq(["#{Demo::Walk::STEPS.length} steps, all of them ok"])
      expect(output).to include("sent to Litmus", "asks for consent", "denied", "forged state refused",
                                "signed in as Maya Okafor", "API called", "token refreshed", "access revoked",
                                "re-authorized", "signed out")
      expect(status).to be_success
    end

    it "stops at the first step that is not as it should be" do
      before = ENV.to_h.slice("RACK_ENV")
      ENV["RACK_ENV"] = "test"
      walked = nil
      Dir.mktmpdir do |directory|
        Demo::Stage.open(log_file: File.join(directory, "app.log"), expires_in: 60) do |stage|
          expect { walked = Demo::Walk.new(stage).run }.to output(/^FAIL  expected when the token expires$/).to_stdout
        end
      end
      expect(walked).to be(false)
    ensure
      ENV["RACK_ENV"] = before["RACK_ENV"]
    end
  end

  describe "without --check" do
    # Runs it until the block is done, and then presses Ctrl-C.
    def demo(**more)
      Open3.popen2(environment(**more), command) do |_, output, process|
        printed = output.gets("Ctrl-C")
        yield printed, printed[%r{The partner app\s+(http://localhost:\d+)}, 1]
      ensure
        Process.kill(:INT, process.pid)
        process.join
        @status = process.value
      end
    end

    it "starts the sandbox and the partner app, and says where" do
      demo do |printed, url|
        browser = Demo::Browser.new
        browser.visit(url)
        browser.press("Sign in with Litmus")
        expect(browser.page.heading).to eq("Sign in to Litmus")
        expect(printed).to include(browser.page.uri.to_s[%r{\Ahttp://127\.0\.0\.1:\d+}])
      end
    end

    it "has stopped both when Ctrl-C has ended it" do
      addresses = demo { |printed, _| printed.scan(%r{http://\S+}) }
      expect(@status).to be_success
      expect(addresses.length).to eq(2)
      addresses.each { |address| expect { Net::HTTP.get(URI(address)) }.to raise_error(Errno::ECONNREFUSED) }
    end

    it "leaves the sandbox out where there is an application id for the real Litmus" do
      demo(LITMUS_APP_ID: "id", LITMUS_SECRET: "secret", LITMUS_OAUTH_HOST: nil, PARTNER_APP_URL: nil) do |printed, url|
        expect(printed).to include("Litmus calls back over HTTPS only")
        expect(printed).not_to include("sandbox")
        policy = Demo::Browser.new.visit(url).response["content-security-policy"]
        expect(policy).to include("form-action 'self' https://litmus.com")
      end
    end

    it "prints how to call it when it does not understand" do
      output, status = Open3.capture2e(environment, command, "--chekc")
      expect(output).to include("bin/demo --check")
      expect(status.exitstatus).to eq(2)
    end
  end
end
