# frozen_string_literal: true

require "omniauth/litmus"
require_relative "../support/nginx_front"
require_relative "../support/scripted_server"
require_relative "../support/server_process"

# What a server sends may have no end. It costs the call that asked for it: that ends, by its deadline at the latest.
# It costs no other call anything.
RSpec.describe "A flood" do
  after { [@friendly, *@hostile].each(&:stop) }

  def friendly(tls)
    return ScriptedServer.new { |exchange| exchange.answer(body: "{}", type: "application/json") } unless tls

    NginxFront.new(->(_) { [200, { "content-type" => "application/json" }, ["{}"]] })
  end

  # Sends it again and again, as fast as it can.
  def hostile(text, before, tls)
    leaf = ThrowAwayCA.shared.leaf if tls
    text *= 65_536 / text.bytesize
    ServerProcess.new do
      ScriptedServer.new(leaf:) do |exchange|
        exchange.write(before)
        loop { exchange.write(text) }
      end
    end
  end

  def client(server, **options)
    ssl = { ca_file: ThrowAwayCA.shared.ca_file }
    OmniAuth::Litmus::Client.new("id", "secret", { site: server.base_url, ssl: }.merge(options))
  end

  def error_of(server)
    client(server, timeout: 6).request(:get, "/x")
  rescue OmniAuth::Litmus::Error => e
    e
  end

  head = "HTTP/1.1 200 OK\r\n"
  chunked = "#{head}Transfer-Encoding: chunked\r\n\r\n"
  {
    "interim answers" => ["HTTP/1.1 103 Early Hints\r\n\r\n", "", :timeout],
    "promises to continue" => ["HTTP/1.1 100 Continue\r\n\r\n", "", :timeout],
    "header fields" => ["X-A: b\r\n", head, :response_malformed],
    "one header field" => ["x", "#{head}X-A: ", :response_malformed],
    "chunks of one byte" => ["1\r\nx\r\n", chunked, %i[response_too_large timeout]],
    "a chunk's extension" => ["x", "#{chunked}1;x=", :connection_lost],
    "trailers" => ["X-A: b\r\n", "#{chunked}0\r\n", :connection_lost]
  }.each do |name, (text, before, code)|
    (name.match?(/interim|chunks/) ? [false, true] : [false]).each do |tls|
      it "of #{name}#{" over TLS" if tls} ends, and the calls to another host do not wait for it" do
        @hostile = Array.new(4) { hostile(text, before, tls) }
        friend = client(@friendly = friendly(tls))
        friend.request(:get, "/x")
        floods = @hostile.map { |server| Thread.new { error_of(server) } }
        25.times { friend.request(:get, "/x") }
        # What ends early does so by itself.
        expect(floods).to include(be_alive) if code == :timeout
        expect([*code]).to include(*floods.map { |flood| flood.value.code }.uniq)
        expect(friend.request(:get, "/x").status).to eq(200)
      end
    end
  end
end
