# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Testing
      # Makes this gem obey WebMock. The core's calls do not go through Ruby's HTTP libraries, so WebMock cannot
      # intercept them; instead, they are refused if WebMock forbids connections to their host.
      #
      # @api private
      module WebMockGuard
        # Extends a {Core}: checks the address before each method that connects.
        module Guarded
          # @see Client#get_token
          def token(...)
            WebMockGuard.check(token_url)
            super
          end

          # @see Client#revoke
          def revoke(...)
            WebMockGuard.check(revoke_url)
            super
          end

          # @see Client#request
          def request(call)
            WebMockGuard.check_call(self, call)
            super
          end

          # @see Client#batch
          def batch(calls, ...)
            calls.each { |call| WebMockGuard.check_call(self, call) }
            super
          end

          # Skipped without an error, since it is only an optimisation.
          #
          # @see Client#preconnect
          def preconnect
            super if WebMockGuard.allowed?(token_url)
          end
        end

        class << self
          # @return [String, nil] a URL that is always allowed: that of the tests' sandbox
          attr_accessor :exception

          # @param core [Core]
          # @return [Core]
          def guard(core)
            core.extend(Guarded)
          end

          # @param url [String]
          # @return [void]
          # @raise [ConnectionError] if WebMock forbids the connection
          def check(url)
            return if allowed?(url)

            hint = "Use OmniAuth::Litmus::TestHelper (mock_litmus_login, or litmus_sandbox for real calls), or allow " \
                   "the host with WebMock.disable_net_connect!(allow: …)"
            message = "WebMock forbids connections to #{url[%r{\A\w+://[^/?#]+}]}, and cannot see this one"
            raise ConnectionError.new(message, code: :net_connect_not_allowed, hint:)
          end

          # @param url [String]
          # @return [Boolean]
          def allowed?(url)
            !enabled? || (exception && url.start_with?("#{exception}/")) || ::WebMock.net_connect_allowed?(url)
          end

          # @param core [Core]
          # @param call [Hash] as for {Core#request}; the core refuses one whose URL it cannot parse
          # @return [void]
          # @raise [ConnectionError] as for {check}
          def check_call(core, call)
            scheme, host, path = core.address(call[:url])
            check("#{scheme}://#{host}#{path}") if host
          end

          private

          # `require "webmock"` does not enable it. While it is enabled, Net::HTTP is a class of WebMock's.
          def enabled?
            adapter = "WebMock::HttpLibAdapters::NetHttpAdapter::OriginalNetHTTP"
            !Object.const_defined?(adapter) || !Object.const_get(adapter).equal?(::Net::HTTP)
          end
        end
      end
    end
  end
end
