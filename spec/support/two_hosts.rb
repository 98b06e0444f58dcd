# frozen_string_literal: true

ENV["RACK_ENV"] ||= "test"

require "rack/body_proxy"
require "timeout"
require "omniauth/litmus/sandbox"
require_relative "rack_server"

# One sandbox behind two servers, as litmus.com and api.litmus.com are two hosts.
class TwoHosts
  attr_reader :site, :api

  # @yieldparam host [Symbol] `:site` or `:api`
  # @yieldparam env [Hash] of a request that is about to be answered
  def initialize(&before)
    @before = before
    @sandbox = OmniAuth::Litmus::Sandbox.new
    @arrived = Thread::Queue.new
    @answered = Thread::Queue.new
    @site, @api = %i[site api].map { |host| RackServer.new(->(env) { answer(host, env) }) }
  end

  def url(host) = "http://127.0.0.1:#{public_send(host).port}"

  # @return [Array(Symbol, String, String)] the next request: host, method and path
  def next_request = Timeout.timeout(20) { @arrived.pop }

  # Returns when the client has read the answers to such requests: their connections can be used again.
  #
  # @param requests [Array<Array(Symbol, String, String)>] host, method and path of each
  # @return [void]
  def wait_for_answers(*requests)
    Timeout.timeout(20) { next_answer(requests) until requests.empty? }
  end

  # @return [Array] the requests so far that nobody asked for
  def requests = Array.new(@arrived.size) { @arrived.pop }

  def connections = [site.connections, api.connections]

  def stop = [site, api].each(&:stop)

  private

  def answer(host, env)
    @arrived << (request = [host, env["REQUEST_METHOD"], env["PATH_INFO"]])
    @before&.call(host, env)
    status, headers, body = @sandbox.call(env)
    peer = Integer(env["REMOTE_PORT"])
    [status, headers, Rack::BodyProxy.new(body) { @answered << [request, peer] }]
  end

  def next_answer(requests)
    request, peer = @answered.pop
    sleep(0.001) until !requests.include?(request) || unread(peer).zero?
    requests.delete(request)
  end

  # @return [Integer] bytes that have reached the socket of this process at that port, and that nobody has read
  def unread(port)
    lines = File.foreach("/proc/self/net/tcp").map(&:split)
    lines.sum { |line| line[1].end_with?(format(":%04X", port)) ? line[4].split(":").last.hex : 0 }
  end
end
