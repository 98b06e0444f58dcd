# frozen_string_literal: true

require "json"
require "net/http"
require "openssl"
require "timeout"
require "uri"
require "zlib"
require_relative "misconfigured"
require_relative "slack_failed"
require_relative "slack_uncertain"

module Onboarding
  # Slack's Web API, with the token of an app's bot. Neither the token nor what Slack answers is in a message of ours,
  # except for the words that say what is wrong.
  class SlackApi
    ATTEMPTS = 3
    # Seconds that Slack may ask us to wait.
    PATIENCE = 30
    LOOPBACK = %w[localhost 127.0.0.1 [::1]].freeze
    TROUBLE = [SystemCallError, SocketError, IOError, OpenSSL::SSL::SSLError, Net::ProtocolError, Net::HTTPBadResponse,
               Net::HTTPHeaderSyntaxError, Zlib::Error, Timeout::Error].freeze
    # Slack says of these that a part of the work may be done.
    UNCERTAIN = %w[fatal_error internal_error].freeze
    WORD = /\A[a-z_:,]{3,100}\z/
    private_constant :ATTEMPTS, :PATIENCE, :LOOPBACK, :TROUBLE, :UNCERTAIN, :WORD

    # @param token [String] `xoxb-…`
    # @param url [String]
    # @param timeout [Numeric] seconds for a connection, and for an answer
    # @raise [Misconfigured]
    def initialize(token, url: "https://slack.com/api", timeout: 10)
      raise Misconfigured, "SLACK_TOKEN is no token of Slack's" unless token.match?(/\A[\x21-\x7e]+\z/)

      @token = token
      @uri = URI.parse(url.strip.chomp("/"))
      @timeout = timeout
      safe = @uri.scheme == "https" || (@uri.scheme == "http" && LOOPBACK.include?(@uri.host))
      raise Misconfigured, "SLACK_API_URL is no https address" unless safe && @uri.host
    rescue URI::InvalidURIError
      raise Misconfigured, "SLACK_API_URL is no address", cause: nil
    end

    # @param method [String] such as "chat.postMessage"
    # @param arguments [Hash{Symbol => String}]
    # @return [Hash] the answer
    # @raise [SlackFailed] nothing was done
    # @raise [SlackUncertain] nobody knows whether it was done
    def call(method, arguments)
      response = attempt(method, arguments)
      (ATTEMPTS - 1).times do
        wait = response["Retry-After"].to_i
        break unless response.code == "429" && wait.between?(0, PATIENCE)

        sleep(wait)
        response = attempt(method, arguments)
      end
      answer(response)
    end

    # @return [String] without the token
    def inspect
      "#<#{self.class}>"
    end

    private

    def attempt(method, arguments)
      request = Net::HTTP::Post.new("#{@uri.path}/#{method}", "Authorization" => "Bearer #{@token}")
      request.set_form_data(arguments)
      http = connect
      Timeout.timeout(@timeout) { http.request(request) }
    rescue *TROUBLE => e
      raise SlackUncertain, "Slack has not answered (#{e.class})", cause: nil
    ensure
      http.finish if http&.started?
    end

    def connect
      http = Net::HTTP.new(@uri.hostname, @uri.port)
      http.use_ssl = @uri.scheme == "https"
      Timeout.timeout(@timeout) { http.start }
    rescue *TROUBLE => e
      raise SlackFailed, "Slack cannot be reached (#{e.class})", cause: nil
    end

    # Slack answers 200 also where it refuses.
    def answer(response)
      return document(response) if response.is_a?(Net::HTTPOK)

      raise response.code.start_with?("5") ? SlackUncertain : SlackFailed, "Slack answers #{response.code}"
    end

    def document(response)
      document = JSON.parse(response.body.to_s)
      raise JSON::ParserError unless document.is_a?(Hash)
      return document if document["ok"] == true

      raise UNCERTAIN.include?(document["error"]) ? SlackUncertain : SlackFailed, refusal(document)
    rescue JSON::ParserError
      raise SlackUncertain, "Slack's answer is no JSON object", cause: nil
    end

    def refusal(document)
      word, scope = document.values_at("error", "needed").map { |text| text.to_s[WORD] }
      "Slack answers #{[word || "without a word", scope && "(the app needs the scope #{scope})"].compact.join(" ")}"
    end
  end
end
