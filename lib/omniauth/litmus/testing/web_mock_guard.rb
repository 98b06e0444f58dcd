# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Testing
      # WebMock sees no call of this gem, since none is made by Ruby. Where it forbids a connection, this gem makes none
      # either; without WebMock, nothing here is in the way of a call.
      #
      # @api private
      module WebMockGuard
        # In front of the native methods that connect.
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

          # Nobody waits for it, so nobody is told.
          #
          # @see Client#preconnect
          def preconnect
            super if WebMockGuard.allowed?(token_url)
          end
        end

        class << self
          # @return [String, nil] an address that may be called whatever WebMock says: that of a sandbox of the tests
          attr_accessor :exception

          # @param core [Core]
          # @return [Core]
          def guard(core)
            core.extend(Guarded)
          end

          # @param url [String]
          # @return [void]
          # @raise [ConnectionError] where WebMock forbids the connection
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
          # @param call [Hash] as for {Core#request}; one whose address cannot be read is for the core to refuse
          # @return [void]
          # @raise [ConnectionError] as for {check}
          def check_call(core, call)
            scheme, host, path = core.address(call[:url])
            check("#{scheme}://#{host}#{path}") if host
          end

          private

          # `require "webmock"` alone does nothing; once enabled, WebMock has put a class of its own in the place of
          # Net::HTTP.
          def enabled?
            adapter = "WebMock::HttpLibAdapters::NetHttpAdapter::OriginalNetHTTP"
            !Object.const_defined?(adapter) || !Object.const_get(adapter).equal?(::Net::HTTP)
          end
        end
      end
    end
  end
end
