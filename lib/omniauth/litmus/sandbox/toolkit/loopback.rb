# frozen_string_literal: true

require "ipaddr"

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # Decides whether a request comes from this machine, and was made to this machine by one of its own names. The
        # peer's address is not enough: a tunnel or a proxy on this machine forwards requests from elsewhere, and with
        # DNS rebinding a web page reaches this machine under the page's own host name. So the headers that name a
        # client or a host have to be of loopback, too. A header can only forbid a request; it never allows one.
        module Loopback
          # `localhost`, `app.localhost`, `127.0.0.1:3000`, `[::1]:3000`: as a browser writes them, with or without a
          # port.
          HOST = /\A(?:(?:[a-z\d_-]+\.)*localhost\.?|127(?:\.\d{1,3}){3}|\[(?<v6>[\h:.]+)\])(?::\d{1,5})?\z/i
          # An address as proxies write it, with or without quotes and a port: `"[::1]:4711"`.
          PEER = /\A"?(?:\[(?<v6>[\h:.]+)\](?::\d+)?|(?<v4>\d+(?:\.\d+){3}):\d+|(?<bare>[\h:.]+))"?\z/
          # Headers in which proxies name the client: X-Forwarded-For, X-Real-IP, CF-Connecting-IPv6, True-Client-IP …
          PEERS = /\AHTTP_(?:\w+_)?(?:FOR|(?:CLIENT|SOCKET)?IP(?:V6)?|ADDR|ADDRESS)\z/
          # Headers in which proxies name the original host: X-Forwarded-Host, X-Original-Host …
          HOSTS = /\AHTTP_\w+_HOST\z/
          # RFC 7239, and its forerunner.
          FORWARDED = %w[HTTP_FORWARDED HTTP_X_FORWARDED].freeze
          # These say that there is a proxy, but not for which client.
          PROXIES = %w[HTTP_VIA HTTP_CDN_LOOP HTTP_CF_RAY].freeze
          private_constant :HOST, :PEER, :PEERS, :HOSTS, :FORWARDED, :PROXIES

          class << self
            # @param env [Hash] the Rack environment
            # @return [Boolean]
            def request?(env)
              peer?(env["REMOTE_ADDR"]) && host_is_loopback?(env) && forwarded_from_loopback?(env)
            end

            # @param text [String, nil] a host as in an address, with or without a port
            # @return [Boolean] whether it is this machine by one of its names: browsers ask no server for those below
            #   localhost (RFC 6761 §6.3)
            def host?(text)
              found = HOST.match(text.to_s.b) or return false
              found[:v6].nil? || loopback?(found[:v6])
            end

            private

            # A browser always sends a Host; a request without one is not from a web page.
            def host_is_loopback?(env)
              !env.key?("HTTP_HOST") || host?(env["HTTP_HOST"])
            end

            def forwarded_from_loopback?(env)
              peers, hosts = [PEERS, HOSTS].map { |names| env.select { |name, _| names.match?(name) } }
              forwarded = env.slice(*FORWARDED)
              explained = env.slice(*PROXIES).empty? || peers.merge(forwarded).any?

              explained && all_of?(peers, :peer?) && all_of?(hosts, :host?) && all_of?(forwarded, :forwarded?)
            end

            # Checks each element of these headers. An empty header proves nothing, so it does not pass.
            def all_of?(headers, kind)
              headers.each_value.all? do |list|
                texts = list.to_s.b.split(",", -1).map(&:strip)
                texts.any? && texts.all? { |text| send(kind, text) }
              end
            end

            # `for=127.0.0.1;host=localhost`: an element has to name the client.
            def forwarded?(element)
              peers, hosts = %w[for host].map { |name| values(element, name) }
              peers.any? && peers.all? { |text| peer?(text) } && hosts.all? { |text| host?(text) }
            end

            def values(element, name)
              pairs = element.split(";").map { |pair| pair.strip.split("=", 2) }
              pairs.select { |one, _| one&.casecmp?(name) }.map { |_, value| value.to_s.delete('"') }
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
end
