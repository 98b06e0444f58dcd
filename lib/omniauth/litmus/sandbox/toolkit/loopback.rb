# frozen_string_literal: true

require "ipaddr"

module OmniAuth
  module Litmus
    class Sandbox
      # Whether a request comes from this machine and asks for this machine. The socket's other end has to say so, and
      # so does every header that speaks of it: a tunnel or a proxy here carries requests from outside, and by DNS
      # rebinding a web page reaches this machine under the page's own name. A header takes the right to an answer away;
      # it never gives it.
      module Loopback
        # localhost, the names below it, and the addresses of loopback, as a browser writes them, with a port or not.
        HOST = /\A(?:(?:[a-z\d_-]+\.)*localhost\.?|127(?:\.\d{1,3}){3}|\[(?<v6>[\h:.]+)\])(?::\d{1,5})?\z/i
        # An address as proxies write it: with quotes and a port, or without.
        PEER = /\A"?(?:\[(?<v6>[\h:.]+)\](?::\d+)?|(?<v4>\d+(?:\.\d+){3}):\d+|(?<bare>[\h:.]+))"?\z/
        # What a proxy writes down of who asks: X-Forwarded-For, X-Real-IP, CF-Connecting-IPv6, True-Client-IP …
        PEERS = /\AHTTP_(?:\w+_)?(?:FOR|(?:CLIENT|SOCKET)?IP(?:V6)?|ADDR|ADDRESS)\z/
        # And of the name that was asked for: X-Forwarded-Host, X-Original-Host …
        HOSTS = /\AHTTP_\w+_HOST\z/
        # RFC 7239, and how it was written before.
        FORWARDED = %w[HTTP_FORWARDED HTTP_X_FORWARDED].freeze
        # Somebody stands in between, and this alone does not tell for whom.
        BETWEEN = %w[HTTP_VIA HTTP_CDN_LOOP HTTP_CF_RAY].freeze
        private_constant :HOST, :PEER, :PEERS, :HOSTS, :FORWARDED, :BETWEEN

        class << self
          # @param env [Hash] the Rack environment
          # @return [Boolean]
          def request?(env)
            peer?(env["REMOTE_ADDR"]) && asked_for_here?(env) && carried_from_here?(env)
          end

          private

          # A web page's request always has a Host; one without comes from no browser.
          def asked_for_here?(env)
            !env.key?("HTTP_HOST") || host?(env["HTTP_HOST"])
          end

          def carried_from_here?(env)
            peers, hosts = [PEERS, HOSTS].map { |names| env.select { |name, _| names.match?(name) } }
            forwarded = env.slice(*FORWARDED)
            explained = env.slice(*BETWEEN).empty? || peers.merge(forwarded).any?

            explained && every?(peers, :peer?) && every?(hosts, :host?) && every?(forwarded, :forwarded?)
          end

          # Of all lists in these headers. An empty one says nothing, and so not that all is well.
          def every?(headers, kind)
            headers.each_value.all? do |list|
              texts = list.to_s.b.split(",", -1).map(&:strip)
              texts.any? && texts.all? { |text| send(kind, text) }
            end
          end

          # `for=127.0.0.1;host=localhost`: whoever carries a request on has to say for whom.
          def forwarded?(element)
            peers, hosts = %w[for host].map { |name| values(element, name) }
            peers.any? && peers.all? { |text| peer?(text) } && hosts.all? { |text| host?(text) }
          end

          def values(element, name)
            pairs = element.split(";").map { |pair| pair.strip.split("=", 2) }
            pairs.select { |one, _| one&.casecmp?(name) }.map { |_, value| value.to_s.delete('"') }
          end

          def host?(text)
            found = HOST.match(text.to_s.b) or return false
            found[:v6].nil? || loopback?(found[:v6])
          end

          def peer?(text)
            found = PEER.match(text.to_s.b) or return false
            loopback?(found.named_captures.values.compact.first)
          end

          def loopback?(address)
            IPAddr.new(address).native.loopback?
          rescue IPAddr::Error
            false
          end
        end
      end
    end
  end
end
