# frozen_string_literal: true

require "json"
require "net/http"
require "openssl"
require "timeout"
require "uri"
require "zlib"
require_relative "misconfigured"

module Onboarding
  # An incoming webhook of Slack's. Whoever knows its URL can write to the channel: so it is in no message of ours, nor
  # is what Slack answers, except for the word that says what is wrong.
  class SlackWebhook
    # Slack has not taken the message, or nobody knows whether it has.
    class Failed < StandardError; end

    ATTEMPTS = 3
    # Seconds that Slack may ask us to wait.
    PATIENCE = 30
    LOOPBACK = %w[localhost 127.0.0.1 [::1]].freeze
    TROUBLE = [SystemCallError, SocketError, IOError, OpenSSL::SSL::SSLError, Net::ProtocolError, Net::HTTPBadResponse,
               Net::HTTPHeaderSyntaxError, Zlib::Error].freeze
    private_constant :ATTEMPTS, :PATIENCE, :LOOPBACK, :TROUBLE

    # @param url [String, nil]
    # @param timeout [Numeric] seconds for a request, whatever it hangs on
    # @raise [Misconfigured]
    def initialize(url, timeout: 10)
      @uri = URI.parse(url.to_s.strip)
      @timeout = timeout
      safe = @uri.scheme == "https" || (@uri.scheme == "http" && LOOPBACK.include?(@uri.host))
      raise Misconfigured, "SLACK_WEBHOOK_URL is missing, or no https address" unless safe && @uri.host
    rescue URI::InvalidURIError
      # Its message has the URL in it.
      raise Misconfigured, "SLACK_WEBHOOK_URL is no address", cause: nil
    end

    # @param text [String]
    # @return [void]
    # @raise [Failed]
    def post(text)
      response = attempt(text)
      (ATTEMPTS - 1).times do
        wait = response["Retry-After"].to_i
        break unless response.code == "429" && wait.between?(0, PATIENCE)

        sleep(wait)
        response = attempt(text)
      end
      raise Failed, refusal(response) unless response.is_a?(Net::HTTPOK)
    end

    # @return [String] without the URL
    def inspect
      "#<#{self.class}>"
    end

    private

    def attempt(text)
      request = Net::HTTP::Post.new(@uri, "Content-Type" => "application/json")
      request.body = JSON.generate({ text: })
      Timeout.timeout(@timeout) do
        Net::HTTP.start(@uri.hostname, @uri.port, use_ssl: @uri.scheme == "https") { |http| http.request(request) }
      end
    rescue Timeout::Error
      raise Failed, "Slack has not answered within #{@timeout} s", cause: nil
    rescue *TROUBLE => e
      raise Failed, "Slack cannot be reached (#{e.class})", cause: nil
    end

    def refusal(response)
      word = response.body.to_s[/\A[a-z_]{3,40}\z/]
      "Slack answers #{[response.code, word].compact.join(" ")}"
    end
  end
end
