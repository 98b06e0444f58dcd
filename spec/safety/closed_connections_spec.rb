# frozen_string_literal: true

require_relative "../support/code_taker"
require_relative "../support/litmus_at"
require_relative "../support/nginx_front"
require_relative "../support/relying_app"
require_relative "../support/scripted_server"

# Servers close connections on which nothing happens. What is sent then must find that out before its first byte: after
# it, nobody knows whether a code has been used.
RSpec.describe "A connection that the server has closed" do
  include LitmusAt

  after { [@front, *@servers].compact.each(&:stop) }

  def front(**options)
    @front ||= NginxFront.new(CodeTaker.new, **options)
  end

  def client
    OmniAuth::Litmus::Client.new("id", "secret", site: front.base_url, ssl: { ca_file: front.ca_file }, timeout: 60)
  end

  def names(count) = Array.new(count) { |number| "code-#{number}" }

  def tokens(names) = names.map { |name| "token-for-#{name}" }

  def codes = front.arrivals.map { |arrival| JSON.parse(arrival.body)["code"] }

  { "HTTP/1.1" => false, "HTTP/2.0" => true }.each do |protocol, http2|
    context "on #{protocol}" do
      before { front(http2:) }

      it "was used until then, by one call after the other" do
        expect(names(5).map { |name| client.auth_code.get_token(name).token }).to eq(tokens(names(5)))
        expect(front.arrivals.map(&:protocol).uniq).to eq([protocol])
        expect(front.arrivals.map(&:connection).uniq.length).to eq(1)
        expect(front.arrivals.map(&:nth)).to eq([1, 2, 3, 4, 5])
      end

      it "is replaced, and each code is sent once" do
        granted = names(10).map do |name|
          front.close_connections
          client.auth_code.get_token(name).token
        end
        expect(granted).to eq(tokens(names(10)))
        expect(codes).to eq(names(10))
        expect(front.arrivals.map(&:nth)).to all(eq(1))
      end

      it "is replaced by calls on many threads at once, and each code is sent once" do
        granted = Array.new(5) do |round|
          front.close_connections
          threads = Array.new(8) { |number| Thread.new { client.auth_code.get_token("code-#{round}-#{number}").token } }
          threads.map(&:value)
        end
        expect(granted.flatten).to match_array(tokens(codes))
        expect(codes.uniq.length).to eq(40)
      end
    end
  end

  # RFC 9110 §9.2.2: what is idempotent may be sent again by itself.
  describe "when it is used again" do
    fine = { body: '{"access_token":"t","token_type":"Bearer","user":{"id":7}}', type: "application/json" }

    # It closes a connection instead of an answer where the block says so.
    define_method(:server) do |&closes|
      server = ScriptedServer.new { |exchange| exchange.answer(**fine) unless closes&.call(exchange.request) }
      server.tap { (@servers ||= []) << server }
    end

    def sign_in(app)
      browser = app.browser
      browser.callback(code: "code-#{rand(1 << 60)}", state: browser.sign_in.state)
    end

    def plain(server) = OmniAuth::Litmus::Client.new("id", "secret", site: server.base_url, timeout: 60)

    it "is replaced for a profile, and the code is sent once" do
      provider = server
      api = server { |request| request.nth > 1 }
      litmus_at(api.base_url)
      app = RelyingApp.new(site: provider.base_url)
      answers = Array.new(4) { sign_in(app) }
      expect(answers.map { |answer| [answer.auth&.uid, answer.failure] }.uniq).to eq([["7", nil]])
      codes = provider.requests("/oauth/token").map { |request| request.params["code"] }
      expect([codes.length, codes.uniq.length]).to eq([4, 4])
    end

    it "is replaced once for a call that may be repeated" do
      api = server { |request| request.connection > 1 || request.nth > 1 }
      plain(api).request(:get, "/x")
      expect { plain(api).request(:get, "/x") }
        .to raise_error(OmniAuth::Litmus::ConnectionError) { |error| expect(error.code).to eq(:connection_lost) }
      expect(api.requests.map(&:connection)).to eq([1, 1, 2])
    end

    it "is not replaced for a code, nor for a call that may not be repeated" do
      api = server { |request| request.nth > 1 }
      calls = [-> { plain(api).auth_code.get_token("c") }, -> { plain(api).request(:post, "/x", body: "b") }]
      calls.each do |call|
        call.call
        expect(&call).to raise_error(OmniAuth::Litmus::ConnectionError)
      end
      expect(api.requests.map(&:nth)).to eq([1, 2, 1, 2])
    end
  end

  # A connection on which something came that nobody had asked for is not used again.
  describe "or on which the server has spoken unasked" do
    fine, other = [7, 666].map do |id|
      body = JSON.generate(user: { id: })
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{body.bytesize}\r\n\r\n#{body}"
    end

    { "with the answer before" => ->(exchange) { exchange.write(fine + other) },
      "after the answer before" => lambda do |exchange|
        exchange.write(fine)
        sleep(0.01) # Two packets, in all likelihood.
        exchange.write(other)
      end }.each do |name, answer|
      it "is replaced (#{name}), and what was said is nobody's answer" do
        api = ScriptedServer.new do |exchange|
          exchange.request.connection == 1 ? answer.call(exchange) : exchange.write(fine)
          exchange.go_on
        end
        @servers = [api]
        client = OmniAuth::Litmus::Client.new("id", "secret", site: api.base_url, timeout: 60)
        ids = Array.new(3) do
          client.request(:get, "/x").parsed["user"]["id"].tap { sleep(0.05) }
        end
        expect(ids).to eq([7, 7, 7])
        expect(api.requests.map(&:connection)).to eq([1, 2, 2])
      end
    end
  end
end
