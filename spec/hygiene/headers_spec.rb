# frozen_string_literal: true

require "socket"
require_relative "../support/rack_server"
require_relative "../support/sandbox_logins"

# What comes out of a real server, byte by byte: neither an option nor a parameter becomes a header field of its own.
RSpec.describe "Header injection" do
  include LitmusAt

  hostile = {
    "a line break" => "x\r\nX-Evil: 1", "a line feed" => "x\nX-Evil: 1", "two line breaks" => "x\r\n\r\n<evil>",
    "a carriage return" => "x\rX-Evil: 1", "a null byte" => "x\0evil", "other letters" => "é\u2028\u{1F4A9}evil",
    "quotes and brackets" => %q(x"'<evil>), "broken UTF-8" => "x\xFFevil"
  }
  site = "https://litmus.example"

  # @param options [Hash] of the strategy
  # @return [Array(String, String)] head and body of the answer
  def ask(line, options = {}, fields = [], body = "")
    app = RelyingApp.new(**{ site: "https://litmus.example" }, **options)
    server = RackServer.new(app)
    TCPSocket.open(RackServer::HOST, server.port) do |socket|
      head = [line, "Host: app.example", "X-Forwarded-Proto: https", "Content-Length: #{body.bytesize}",
              "Content-Type: application/x-www-form-urlencoded", "Connection: close", *fields]
      socket.write("#{head.join("\r\n")}\r\n\r\n#{body}")
      socket.read.split("\r\n\r\n", 2)
    end
  ensure
    server&.stop
  end

  def names_of(fields) = fields.map { |field| field[/\A[^:]+/].downcase }

  def expect_plain(head, body)
    status, *fields = head.split("\r\n")
    expect(status).to start_with("HTTP/1.1 302")
    expect(fields).to all match(/\A[A-Za-z-]+: [ -~]*\z/)
    expect(names_of(fields).grep(/location|evil/)).to eq(%w[location])
    expect(body).not_to include("<evil>")
  end

  hostile.each do |words, evil|
    describe "with #{words}" do
      {
        "the option scope" => { scope: evil }, "the option state" => { state: ->(_) { evil } },
        "a value of authorize_params" => { authorize_params: { extra: evil } },
        "the option redirect_uri" => { redirect_uri: "https://app.example/#{evil}" },
        "client_options[:redirect_uri]" => { client_options: { redirect_uri: "https://app.example/#{evil}" } },
        "client_options[:authorize_url]" => { client_options: { authorize_url: "/authorize/#{evil}" } },
        "the site" => { client_options: { site: "#{site}/#{evil}" } }, "the client's id" => { client: [evil, "secret"] }
      }.each do |place, options|
        it "adds nothing to the answer from #{place}" do
          expect_plain(*ask("POST /auth/litmus HTTP/1.1", options))
        end
      end

      it "adds nothing to the answer from a parameter of the request phase" do
        body = URI.encode_www_form(origin: evil, state: evil, scope: evil, redirect_uri: evil)
        expect_plain(*ask("POST /auth/litmus?#{body} HTTP/1.1", {}, [], body))
      end

      it "adds nothing to the answer from a parameter of the callback" do
        query = URI.encode_www_form(%w[code state error error_description error_uri iss].to_h { |name| [name, evil] })
        expect_plain(*ask("GET /auth/litmus/callback?#{query} HTTP/1.1"))
      end

      it "adds nothing to the answer from the provider's error, where a login is under way" do
        query = URI.encode_www_form(error: evil, error_description: evil, error_uri: evil)
        expect_plain(*ask("GET /auth/litmus/callback?#{query} HTTP/1.1", provider_ignores_state: true))
      end

      # Puma refuses or cuts what no header field can hold; the rest arrives.
      it "adds nothing to the answer from a header field of the request" do
        value = evil.b.delete("\r\n\0")
        expect_plain(*ask("POST /auth/litmus HTTP/1.1", {}, ["Referer: #{value}", "X-Forwarded-Host: #{value}"]))
      end
    end
  end
end
