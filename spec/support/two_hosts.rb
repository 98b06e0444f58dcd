# frozen_string_literal: true

ENV["RACK_ENV"] ||= "test"

require "timeout"
require "omniauth/litmus/sandbox"
require_relative "puma_server"

# One sandbox behind two servers, as litmus.com and api.litmus.com are two hosts.
class TwoHosts
  attr_reader :site, :api

  # @yieldparam host [Symbol] `:site` or `:api`
  # @yieldparam env [Hash] of a request that is about to be answered
  def initialize(&before)
    sandbox = OmniAuth::Litmus::Sandbox.new
    @arrived = Thread::Queue.new
    @site, @api = %i[site api].map do |host|
      PumaServer.new(lambda do |env|
        @arrived << [host, env["REQUEST_METHOD"], env["PATH_INFO"]]
        before&.call(host, env)
        sandbox.call(env)
      end)
    end
  end

  def url(host) = "http://127.0.0.1:#{public_send(host).port}"

  # @return [Array(Symbol, String, String)] the next request: host, method and path
  def next_request = Timeout.timeout(20) { @arrived.pop }

  # @return [Array] the requests so far that nobody asked for
  def requests = Array.new(@arrived.size) { @arrived.pop }

  def connections = [site.connections, api.connections]

  def stop = [site, api].each(&:stop)
end
