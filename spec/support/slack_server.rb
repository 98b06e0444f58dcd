# frozen_string_literal: true

require "json"
require_relative "rack_server"
require_relative "../../examples/onboarding/lib/onboarding/slack_sandbox"

# The Slack of the onboarding example, on a socket. A block decides what is answered to a message:
# `{ |number| [500, {}, []] }`, and nil is what Slack says. `taken` is called when Slack has a message and has not
# answered yet.
class SlackServer
  TOKEN = "xoxb-a-token-of-the-specs"
  CHANNEL = "C0SPECS"
  SECRETS = [TOKEN].freeze

  # @return [String]
  attr_reader :url

  # @return [Array<String>] the methods called so far
  attr_reader :calls

  # @param scopes [Array<String>] of the token
  # @param taken [#call]
  def initialize(scopes: Onboarding::SlackSandbox::SCOPES, taken: proc {}, **switches, &answer)
    @sandbox = Onboarding::SlackSandbox.new(token: TOKEN, scopes:, channels: [CHANNEL], on_message: taken, **switches)
    @answer = answer || proc {}
    @calls = []
    @read = 0
    @lock = Mutex.new
    @server = RackServer.new(method(:call))
    @url = "http://#{RackServer::HOST}:#{@server.port}/api"
  end

  # @return [Hash{String => String}] variables for the example
  def environment = { "SLACK_API_URL" => url, "SLACK_TOKEN" => TOKEN, "SLACK_CHANNEL" => CHANNEL }

  # @return [Integer] messages that somebody tried to write, whatever became of them
  def attempts = calls.count("chat.postMessage")

  # @return [Array<Hash>] messages since the last time somebody asked
  def posts = @sandbox.messages.drop(@read).tap { |news| @read += news.length }

  # @return [Array<String>] their texts
  def texts = posts.map { |post| post.fetch("text") }

  # Somebody writes.
  #
  # @return [void]
  def say(channel, text)
    @sandbox.call({ "REQUEST_METHOD" => "POST", "PATH_INFO" => "/chat.postMessage",
                    "CONTENT_TYPE" => "application/x-www-form-urlencoded", "HTTP_AUTHORIZATION" => "Bearer #{TOKEN}",
                    "rack.input" => StringIO.new(URI.encode_www_form(channel:, text:)) })
  end

  # @return [void]
  def stop = @server.stop

  private

  def call(env)
    method = env["PATH_INFO"].delete_prefix("/api/")
    number = @lock.synchronize { (@calls << method).count("chat.postMessage") }
    (@answer.call(number) if method == "chat.postMessage") || @sandbox.call(env)
  end
end
