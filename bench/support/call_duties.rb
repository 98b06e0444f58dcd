# frozen_string_literal: true

# What a worker can be asked to do with an HTTP client: GETs of the profile, one after the other or many at a time.
module CallDuties
  # A GET over a connection that stays open, for each client.
  CLIENTS = {
    ours: lambda { |url|
      client = OmniAuth::Litmus::Client.new("id", "secret", site: url[%r{\A\w+://[^/]+}])
      token = OmniAuth::Litmus::AccessToken.new(client, "token")
      -> { token.get(url).parsed }
    },
    faraday: lambda { |url|
      require "faraday"
      adapter = begin
        require "faraday/net_http_persistent"
        :net_http_persistent
      rescue LoadError
        :net_http
      end
      connection = Faraday.new { |builder| builder.adapter(adapter) }
      -> { JSON.parse(connection.get(url, nil, "Authorization" => "Bearer token").body) }
    },
    net_http: lambda { |url|
      require "net/http"
      uri = URI(url)
      open = -> { Net::HTTP.start(uri.host, uri.port, use_ssl: true) }
      get = Net::HTTP::Get.new(uri, "Authorization" => "Bearer token")
      -> { JSON.parse((Thread.current[:connection] ||= open.call).request(get).body) }
    },
    httpx: lambda { |url|
      require "httpx"
      session = HTTPX.plugin(:persistent).with(headers: { "authorization" => "Bearer token" })
      -> { JSON.parse(session.get(url).to_s) }
    }
  }.freeze

  # @param name [String] of a client
  # @return [void]
  def call_with(name)
    @url = "#{ENV.fetch("LITMUS_API_HOST")}/v2/users/current"
    @call = CLIENTS.fetch(name.to_sym).call(@url)
  end

  # @return [Hash] what `count` calls cost, one after the other
  def calls(count)
    measure { count.times { checked(@call.call) } }
  end

  # @return [Hash] what `count` calls cost on so many threads, and by how many MB the process has grown
  def threads(count, concurrency)
    growing { in_threads(count, concurrency) { checked(@call.call) } }
  end

  # @return [Hash] the same, by `Client#batch`, a thousand at a time: a batch holds all its responses
  def batch(count, concurrency)
    client = OmniAuth::Litmus::Client.new("id", "secret", site: ENV.fetch("LITMUS_API_HOST"))
    token = OmniAuth::Litmus::AccessToken.new(client, "token")
    requests = Array.new(count) { { url: @url } }
    growing do
      requests.each_slice(1_000) do |slice|
        client.batch(slice, access_token: token, concurrency:).each { |answer| checked(answer.parsed) }
      end
    end
  end

  private

  def growing(&)
    before = memory
    measure(&).merge(growth: (memory - before) * 1024 / 1e6)
  end

  def checked(document)
    document.dig("user", "id") == 1001 or raise "The answer is #{document.inspect}"
  end
end
