# frozen_string_literal: true

require_relative "../support/code_taker"
require_relative "../support/nginx_front"

RSpec.describe "A TLS session" do
  after { @front&.stop }

  def client
    OmniAuth::Litmus::Client.new("id", "secret", site: @front.base_url, ssl: { ca_file: @front.ca_file })
  end

  def sessions = @front.arrivals.map(&:session)

  %w[TLSv1.2 TLSv1.3].product([false, true]).each do |tls, http2|
    it "is resumed by each connection after the first one (#{tls}, #{http2 ? "HTTP/2" : "HTTP/1.1"})" do
      @front = NginxFront.new(CodeTaker.new, tls:, http2:)
      5.times do |number|
        client.auth_code.get_token("code-#{number}")
        @front.close_connections
      end
      expect(sessions).to eq(%w[. r r r r])
      expect(@front.arrivals.map(&:connection).uniq.length).to eq(5)
    end
  end

  it "that the server has forgotten is replaced by a new one" do
    @front = NginxFront.new(CodeTaker.new, ssl_session_tickets: "off")
    3.times do |number|
      client.auth_code.get_token("code-#{number}")
      @front.close_connections
    end
    expect(sessions).to eq(%w[. . .])
  end
end
