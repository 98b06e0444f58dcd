# frozen_string_literal: true

require_relative "../support/code_taker"
require_relative "../support/nginx_front"

# Servers close connections on which nothing happens. What is sent then must find that out before its first byte: after
# it, nobody knows whether a code has been used.
RSpec.describe "A connection that the server has closed" do
  after { @front.stop }

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
end
