# frozen_string_literal: true

require "json"
require_relative "rack_server"

# What an incoming webhook of Slack's is to who posts to it. A block decides what is answered:
# `{ |number| [500, {}, []] }`, and nil is Slack's "ok".
class SlackServer
  PATH = "/services/T0SECRET/B0SECRET/a-webhook-secret"
  SECRETS = %w[T0SECRET B0SECRET a-webhook-secret].freeze

  def initialize(&answer)
    @posts = Queue.new
    @answer = answer || proc {}
    @server = RackServer.new(method(:call))
  end

  # @return [String] the webhook
  def url = "http://#{RackServer::HOST}:#{@server.port}#{PATH}"

  # @return [Array<Hash>] the documents posted since the last time somebody asked
  def posts = Array.new(@posts.length) { @posts.pop }

  # @return [Array<String>] their texts
  def texts = posts.map { |post| post.fetch("text") }

  # @return [void]
  def stop = @server.stop

  private

  def call(env)
    genuine = env.values_at("REQUEST_METHOD", "PATH_INFO", "CONTENT_TYPE") == ["POST", PATH, "application/json"]
    return [404, {}, ["no_service"]] unless genuine

    @posts << JSON.parse(env["rack.input"].read)
    @answer.call(@posts.length) || [200, { "content-type" => "text/html" }, ["ok"]]
  end
end
