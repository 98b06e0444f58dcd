# frozen_string_literal: true

require "rack/utils"
require "uri"

module OmniAuth
  module Litmus
    class Sandbox
      module OAuth
        # A partner's application, as registered with Litmus.
        class Application
          include Unserializable

          attr_reader :id, :name, :redirect_uris

          # @param id [String]
          # @param secret [String]
          # @param name [String] shown on the consent page
          # @param redirect_uris [Array<String>] compared exactly; none: any https or loopback URI
          def initialize(id:, secret:, name: id, redirect_uris: [])
            @id = id
            @secret = secret
            @name = name
            @redirect_uris = redirect_uris.dup.freeze
          end

          # @param secret [String, nil]
          # @return [Boolean]
          def secret?(secret)
            !secret.nil? && Rack::Utils.secure_compare(@secret, secret)
          end

          # @param sent [String, nil] the parameter redirect_uri of an authorization request
          # @return [String, nil] where to redirect to; nil if that is not allowed. A request may leave redirect_uri out
          #   if exactly one is registered (RFC 6749 §3.1.2.3; Litmus's guide, step 1).
          def redirect_target(sent)
            return (redirect_uris.first if redirect_uris.one?) if sent.nil?
            return (sent if redirect_uris.include?(sent)) if redirect_uris.any?

            sent if safe?(sent)
          end

          # @return [String] without the secret
          def inspect
            "#<#{self.class} #{id}>"
          end

          private

          def safe?(sent)
            uri = URI.parse(sent)
            return false unless uri.is_a?(URI::HTTP) && uri.fragment.nil? && uri.userinfo.nil?
            return false if uri.host.to_s.empty?

            uri.is_a?(URI::HTTPS) || Toolkit::Loopback.host?(uri.host)
          rescue URI::InvalidURIError
            false
          end
        end
      end
    end
  end
end
