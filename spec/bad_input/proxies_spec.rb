# frozen_string_literal: true

require_relative "../support/bad_input"
require_relative "../support/throw_away_ca"

RSpec.describe OmniAuth::Strategies::Litmus, "with a proxy" do
  include_context "with a scripted Litmus"

  let(:proxy) { ScriptedServer.new }
  # A variable of the machine's must not come between.
  let(:variables) do
    %w[http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY].to_h { |name| [name, nil] }
  end

  around do |example|
    before = ENV.to_h
    ENV.update(variables)
    example.run
    ENV.replace(before)
  end

  after { proxy.stop }

  def through_proxy(host)
    ENV["HTTPS_PROXY"] = proxy.base_url
    client_options.replace(token_url: "https://#{host}/oauth/token", open_timeout: 5)
    person.begin_login.come_back
  end

  describe "and Litmus on loopback" do
    let(:host) { "localhost" }
    let(:site) { litmus_at(litmus.base_url(host:)) }

    def expect_nothing_at_the_proxy
      sign_in(person.begin_login.come_back)
      expect([litmus.requests.length, proxy.connections]).to eq [2, 0]
    end

    %w[localhost 127.0.0.1].each do |host|
      context "at http://#{host}" do
        let(:host) { host }

        %w[HTTP_PROXY http_proxy ALL_PROXY all_proxy].each do |name|
          it "shows the proxy of #{name} nothing" do
            ENV[name] = proxy.base_url
            expect_nothing_at_the_proxy
          end
        end
      end
    end

    {
      "client_options[:proxy]" => ->(url) { { proxy: url } },
      "client_options[:connection_opts][:proxy]" => ->(url) { { connection_opts: { proxy: url } } },
      "client_options[:proxy] of Faraday's kind" => ->(url) { { proxy: { uri: url, user: "partner", password: "p" } } }
    }.each do |place, setting|
      it "shows the proxy of #{place} nothing" do
        client_options.update(setting.call(proxy.base_url))
        expect_nothing_at_the_proxy
      end
    end

    context "over TLS" do
      let(:litmus) { BadInput::ScriptedLitmus.new(leaf: ThrowAwayCA.shared.leaf) }

      it "shows the proxy of HTTPS_PROXY nothing" do
        ENV["HTTPS_PROXY"] = proxy.base_url
        client_options.update(ssl: { ca_file: ThrowAwayCA.shared.ca_file })
        expect_nothing_at_the_proxy
      end
    end
  end

  describe "and Litmus elsewhere" do
    it "shows the proxy of HTTPS_PROXY the host and no more" do
      proxy.answer("litmus.invalid:443", status: 403, body: "s3cr3t")
      expect(through_proxy("litmus.invalid")).to fail_with(:failed_to_connect, :ConnectionError, :connection_failed)
      expect(proxy.requests.map { |request| [request.verb, request.target] }).to eq [%w[CONNECT litmus.invalid:443]]
      expect(secrets.in(proxy.requests.first.text.b)).to be_empty
    end

    it "goes past the proxy where NO_PROXY names the host" do
      ENV["NO_PROXY"] = "other.example,litmus.invalid"
      expect(through_proxy("litmus.invalid")).to fail_with(:failed_to_connect, :ConnectionError, :dns_failed)
      expect(proxy.connections).to eq 0
    end

    it "goes past the proxy where client_options[:proxy] is false" do
      ENV["HTTPS_PROXY"] = proxy.base_url
      client_options.replace(token_url: "https://litmus.invalid/oauth/token", proxy: false)
      expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :dns_failed)
      expect(proxy.connections).to eq 0
    end

    it "shows the proxy the credentials that are for it, and nobody else" do
      client_options.replace(token_url: "https://litmus.invalid/oauth/token",
                             proxy: proxy.base_url.sub("//", "//partner:s3cr3t-of-the-proxy@"))
      expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :connection_failed)
      field = proxy.requests.first.headers["proxy-authorization"]
      expect(field).to eq "Basic #{["partner:s3cr3t-of-the-proxy"].pack("m0")}"
    end

    it "takes Faraday's way of naming them" do
      client_options.replace(token_url: "https://litmus.invalid/oauth/token",
                             proxy: { uri: proxy.base_url, user: "part/ner", password: "s3cr3t@of:the+proxy" })
      expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :connection_failed)
      field = proxy.requests.first.headers["proxy-authorization"]
      expect(field).to eq "Basic #{["part/ner:s3cr3t@of:the+proxy"].pack("m0")}"
    end

    it "fails without telling its password where the proxy refuses the connection" do
      socket = Socket.new(:INET, :STREAM).tap { |it| it.bind(Addrinfo.tcp(ScriptedServer::HOST, 0)) }
      client_options.replace(token_url: "https://litmus.invalid/oauth/token",
                             proxy: "http://partner:s3cr3t@127.0.0.1:#{socket.local_address.ip_port}")
      expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :connection_refused)
    ensure
      socket.close
    end

    ["s3cr3t s3cr3t", "http://partner:s3cr3t@", "://s3cr3t", "partner:s3cr3t://@proxy", "http://", "socks5://",
     "http://proxy:port"].each do |url|
      it "fails without telling it where the proxy is #{url}" do
        client_options.replace(token_url: "https://litmus.invalid/oauth/token", proxy: url)
        expect(person.begin_login.come_back).to fail_with(:invalid_credentials, :ConfigurationError, :invalid_proxy)
      end
    end

    # Past it the request would take a way that may be forbidden.
    %w[htp ftp tcp socks socks6 HTP].product(%w[setting environment]).each do |scheme, source|
      it "fails where the proxy is #{scheme}://, from the #{source}" do
        address = "#{scheme}://partner:s3cr3t@#{ScriptedServer::HOST}:#{proxy.port}"
        client_options.replace({ token_url: "https://litmus.invalid/oauth/token",
                                 proxy: (address if source == "setting") }.compact)
        ENV["HTTPS_PROXY"] = address if source == "environment"
        outcome = person.begin_login.come_back
        expect(outcome).to fail_with(:invalid_credentials, :ConfigurationError, :invalid_proxy)
        expect(outcome.error.message).to include "#{scheme.downcase}://"
        expect(proxy.connections).to eq 0
      end
    end

    it "fails by a setting that is wrong, also where no proxy would be asked" do
      client_options[:proxy] = "htp://proxy.example"
      expect(person.begin_login.come_back).to fail_with(:invalid_credentials, :ConfigurationError, :invalid_proxy)
    end

    describe "and a variable that is wrong and does not count" do
      before { ENV.update("HTTPS_PROXY" => "htp://proxy.example", "HTTP_PROXY" => "ftp://proxy.example") }

      it "signs in on loopback" do
        sign_in(person.begin_login.come_back)
      end

      it "goes past it where NO_PROXY says so" do
        ENV["NO_PROXY"] = "litmus.invalid"
        client_options.replace(token_url: "https://litmus.invalid/oauth/token")
        expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :dns_failed)
      end
    end

    it "takes host:port for an HTTP proxy, as curl does" do
      client_options.replace(token_url: "https://litmus.invalid/oauth/token",
                             proxy: "partner:p@#{ScriptedServer::HOST}:#{proxy.port}")
      expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :connection_failed)
      expect(proxy.requests.map(&:verb)).to eq %w[CONNECT]
    end

    it "names the proxy where that is not found" do
      client_options.replace(token_url: "https://litmus.example/oauth/token", proxy: "http://proxy.invalid:3128")
      outcome = person.begin_login.come_back
      expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, :dns_failed)
      expect(outcome.error.message).to include "proxy proxy.invalid:3128"
    end

    describe "that wants to know who asks" do
      it "fails, and says that it is the proxy, where it is asked for a connection" do
        proxy.answer("litmus.invalid:443", status: 407, headers: { "Proxy-Authenticate" => "Basic" })
        outcome = through_proxy("litmus.invalid")
        expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, :proxy_unauthorized)
        expect(outcome.error)
          .to have_attributes(retryable?: false, message: include("proxy #{ScriptedServer::HOST}:#{proxy.port}", "407"))
      end

      it "fails, and says that it is the proxy, where it is asked in clear" do
        proxy.answer("http://litmus.invalid/oauth/token", status: 407, body: "s3cr3t")
        client_options.replace(site: "http://litmus.invalid", insecure_http_hosts: ["litmus.invalid"],
                               proxy: proxy.base_url)
        outcome = person.begin_login.come_back
        expect(outcome).to fail_with(:failed_to_connect, :ConnectionError, :proxy_unauthorized)
        expect(outcome.error).to have_attributes(status: 407, message: include("proxy #{ScriptedServer::HOST}"))
      end
    end

    # What Ruby's own stack says of the same variable, and curl's `*`.
    describe "and NO_PROXY" do
      def straight?(list, site)
        ENV.update("HTTP_PROXY" => nil, "http_proxy" => proxy.base_url, "NO_PROXY" => list)
        before = proxy.connections
        client_options.replace(site:, insecure_http_hosts: [URI(site).host], open_timeout: 1, timeout: 2)
        person.begin_login.come_back
        proxy.connections == before
      end

      ["a.example litmus.invalid", "a.example, litmus.invalid", "a.example\tlitmus.invalid", "LITMUS.invalid:8080",
       "a.example:80 litmus.invalid:8080", "litmus.invalid:81", ".litmus.invalid", ".invalid", ".invalid:8080",
       "mus.invalid", "a.example", ",", "10.0.0.0/8"].each do |list|
        it "goes the same way for #{list.inspect}" do
          site = "http://litmus.invalid:8080"
          straight = straight?(list, site)
          expect(straight).to eq URI(site).find_proxy.nil?
        end
      end

      networks = { "0.0.0.0/8" => true, "0.0.0.1" => true, "0.0.0.1:82" => false, "10.0.0.0/8 fd00::/8" => false }
      networks.each do |list, past|
        it "goes #{past ? "past it" : "to it"} for an address and #{list}" do
          expect(straight?(list, "http://0.0.0.1:81")).to be past
        end
      end

      it "goes past it for *" do
        expect(straight?("*", "http://litmus.invalid:8080")).to be true
      end
    end

    # The one way in which a login goes through a proxy in clear: where an app asks for both.
    context "over http" do
      let(:site) { litmus_at("http://litmus.test") }
      let(:answers) do
        { "/oauth/token" => BadInput::ScriptedLitmus::TOKENS,
          "/v2/users/current" => { user: BadInput::ScriptedLitmus::USER } }.transform_keys { |path| site + path }
      end

      it "signs in where insecure_http_hosts names the host" do
        answers.each { |url, body| proxy.answer(url, body: JSON.generate(body), type: "application/json") }
        client_options.replace(proxy: proxy.base_url, insecure_http_hosts: ["litmus.test"])
        sign_in(person.begin_login.come_back)
        expect(proxy.requests.map(&:target)).to eq answers.keys
      end
    end

    # In a CGI process HTTP_PROXY is whatever a client sends as its header Proxy.
    it "does not take HTTP_PROXY for a setting in a CGI process" do
      ENV.update("HTTP_PROXY" => proxy.base_url, "REQUEST_METHOD" => "GET")
      client_options.replace(site: "http://litmus.invalid", insecure_http_hosts: ["litmus.invalid"])
      expect(person.begin_login.come_back).to fail_with(:failed_to_connect, :ConnectionError, :dns_failed)
      expect(proxy.connections).to eq 0
    end
  end
end
