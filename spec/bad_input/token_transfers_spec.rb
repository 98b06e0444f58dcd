# frozen_string_literal: true

require "timeout"
require_relative "../support/bad_input"

# What is wrong with how it comes; what it says is in token_answers_spec.rb.
RSpec.describe OmniAuth::Strategies::Litmus, "with a bad token answer" do
  include_context "with a scripted Litmus"

  let(:token_path) { BadInput::ScriptedLitmus::TOKEN }

  describe "that is too large" do
    let(:size) { 50 * 1024 * 1024 }

    # A login that is answered by these bytes and a flood. Of 50 MB a few may be in the buffers between the two when the
    # client hangs up.
    def expect_cut_off(bytes, code, chunk: nil)
      taken = Queue.new
      litmus.on(token_path) do |exchange|
        exchange.write(bytes)
        taken << exchange.flood(size, &chunk)
      end
      expect(log_in).to protocol_error(code)
      expect(Timeout.timeout(20) { taken.pop }).to be < 25 * 1024 * 1024
    end

    def head(fields, status: 200)
      "HTTP/1.1 #{status} Whatever\r\nContent-Type: application/json\r\n#{fields}\r\n\r\n{\"access_token\":\"s3cr3t"
    end

    it "is not read when it says so" do
      expect_cut_off(head("Content-Length: #{size}"), :response_too_large)
    end

    it "is cut off when it comes in chunks" do
      first = "#{head("Transfer-Encoding: chunked").sub(/\{.*/, "")}10\r\n{\"access_token\":\r\n"
      chunk = ->(bytes) { "#{bytes.length.to_s(16)}\r\n#{bytes}\r\n" }
      expect_cut_off(first, :response_too_large, chunk:)
    end

    it "is cut off when it goes on until the connection ends" do
      expect_cut_off(head("Connection: close"), :response_too_large)
    end

    it "is cut off when it is an error" do
      expect_cut_off(head("Connection: close", status: 400), :response_too_large)
    end

    it "is cut off when its header never ends" do
      expect_cut_off("HTTP/1.1 200 OK\r\nx-header: ", :response_malformed)
    end

    it "is read up to 1 MiB" do
      litmus.answer_tokens(padding: "x" * 1_000_000)
      sign_in(log_in)
    end
  end

  describe "that is slow" do
    let(:client_options) { { timeout: 0.5 } }
    let(:whole) do
      body = JSON.generate(BadInput::ScriptedLitmus::TOKENS)
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{body.length}\r\n\r\n#{body}"
    end

    def timed_out
      fail_with(:timeout, :TimeoutError, :timeout)
    end

    it "is given up when its bytes come one by one" do
      litmus.on(token_path) { |exchange| exchange.drip(whole, 0.1) }
      expect(log_in).to timed_out
    end

    it "is given up when the bytes of its body come one by one" do
      litmus.on(token_path) do |exchange|
        head, body = whole.split("\r\n\r\n")
        exchange.write("#{head}\r\n\r\n")
        exchange.drip(body, 0.1)
      end
      expect(log_in).to timed_out
    end

    it "is given up when nothing comes" do
      litmus.on(token_path) { sleep }
      expect(log_in).to timed_out
    end

    it "has its deadline from connection_opts, too" do
      litmus.on(token_path) { sleep }
      client_options.replace(connection_opts: { request: { timeout: 0.4 } }, timeout: nil)
      expect(log_in).to timed_out
    end
  end

  describe "that breaks HTTP" do
    {
      "nothing" => "", "half a status line" => "HTTP/1.1 2", "a body that breaks off" =>
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"access_token\":\"s3cr3t",
      "chunks that break off" => "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
                                 "Transfer-Encoding: chunked\r\n\r\n5\r\ns3cr3"
    }.each do |words, bytes|
      it "fails with #{words}, and the code is not sent again" do
        litmus.on(token_path) { |exchange| exchange.write(bytes) }
        expect(log_in).to fail_with(:failed_to_connect, :ConnectionError, :connection_lost)
      end
    end

    {
      "something else" => "s3cr3t\r\n\r\n", "a false version" => "HTTP/9.9 200 OK\r\n\r\n",
      "a false status" => "HTTP/1.1 s3cr3t\r\n\r\n", "a false header" => "HTTP/1.1 200 OK\r\ns3cr3t\x01: 1\r\n\r\n"
    }.each do |words, bytes|
      it "fails with #{words}" do
        litmus.on(token_path) { |exchange| exchange.write(bytes) }
        expect(log_in).to protocol_error(:response_malformed)
      end
    end
  end

  it "may be slow to close: the next login has a connection of its own" do
    litmus.on(token_path) do |exchange|
      exchange.answer(body: JSON.generate(BadInput::ScriptedLitmus::TOKENS), type: "application/json",
                      headers: { "Connection" => "close" })
    end
    2.times { sign_in(person.begin_login.come_back) }
    expect(litmus.codes.uniq.length).to eq 2
  end
end
