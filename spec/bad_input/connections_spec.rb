# frozen_string_literal: true

require_relative "../support/bad_input"

RSpec.describe OmniAuth::Strategies::Litmus, "without a connection" do
  include_context "with a scripted Litmus"

  # A port that nobody listens on, and that nobody else is given meanwhile.
  let(:silent) { Socket.new(:INET, :STREAM).tap { |socket| socket.bind(Addrinfo.tcp(ScriptedServer::HOST, 0)) } }
  let(:nowhere) { "http://#{ScriptedServer::HOST}:#{silent.local_address.ip_port}" }

  after { silent.close }

  def failed_to_connect(code)
    fail_with(:failed_to_connect, :ConnectionError, code)
  end

  it "fails when the token endpoint refuses it" do
    client_options[:token_url] = "#{nowhere}/oauth/token"
    outcome = person.begin_login.come_back
    expect(outcome).to failed_to_connect(:connection_refused)
    expect(outcome.error).to have_attributes(retryable?: true, message: include(nowhere.delete_prefix("http://")))
  end

  it "fails when the profile's host refuses it" do
    person.begin_login
    stub_const("OmniAuth::Strategies::Litmus::API_HOST", nowhere)
    stub_const("OmniAuth::Litmus::API_HOST", nowhere)
    expect(person.come_back).to failed_to_connect(:connection_refused)
    expect(litmus.codes.length).to eq 1
  end

  # RFC 6761 §6.4: names below .invalid do not exist.
  it "fails when the host is unknown" do
    client_options[:token_url] = "https://litmus.invalid/oauth/token"
    outcome = person.begin_login.come_back
    expect(outcome).to failed_to_connect(:dns_failed)
    expect(outcome.error.message).to include("litmus.invalid")
  end

  it "fails when the other side speaks no TLS" do
    client_options[:token_url] = "https://#{ScriptedServer::HOST}:#{litmus.port}/oauth/token"
    expect(person.begin_login.come_back).to failed_to_connect(:tls_failed)
    expect(litmus.requests.map(&:verb)).not_to include("POST", "GET")
  end

  it "fails when the connection is reset" do
    litmus.on(BadInput::ScriptedLitmus::TOKEN, &:reset)
    expect(person.begin_login.come_back).to failed_to_connect(:connection_lost)
    expect(litmus.codes.length).to eq 1
  end

  # The backlog of one is taken, so that the next connection has to wait.
  it "fails when nobody accepts it in time" do
    silent.listen(0)
    crowd = Array.new(4) { Socket.new(:INET, :STREAM) }
    crowd.each { |socket| socket.connect_nonblock(silent.local_address, exception: false) }
    client_options.replace(token_url: "#{nowhere}/oauth/token", open_timeout: 0.5, timeout: 30)
    expect(person.begin_login.come_back).to fail_with(:timeout, :TimeoutError, :connect_timeout)
  ensure
    crowd&.each(&:close)
  end

  # A connection kept from the login before may be closed by the time that it is wanted again.
  it "replaces a kept connection that was closed meanwhile, and sends the code once" do
    body = JSON.generate(user: BadInput::ScriptedLitmus::USER)
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: #{body.length}\r\n\r\n"
    litmus.on(BadInput::ScriptedLitmus::PROFILE) { |exchange| exchange.write(head + body) }
    3.times do
      sign_in(person.begin_login.come_back)
      litmus.wait_until_all_are_closed
    end
    expect(litmus.codes.uniq).to eq litmus.codes
    expect(litmus.codes.length).to eq 3
  end
end
