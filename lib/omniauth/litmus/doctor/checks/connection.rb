# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # Can Litmus be reached: name resolution, connection (or proxy), TLS? The error of a request shows where it
        # failed.
        #
        # @api private
        class Connection < Check
          NAME = :connection
          # In the order in which a request passes them.
          STAGES = %i[dns connection tls].freeze
          # Error codes of the first and the last stage; all others belong to the connection.
          CODES = { dns: /\Adns_failed\z/, tls: /\A(tls|certificate|client_certificate)_/ }.freeze

          private

          def obstacle
            [:not_usable, "Not tried: the settings above have to be fixed first."] unless context.usable
          end

          def findings
            context.home_response = target.ask(:head, "/")
            context.received_at = Time.now
            STAGES.map { |stage| passed(stage) }
          rescue ConfigurationError => e
            context.usable = false
            [failed_with(e, check: Configuration::NAME)]
          rescue Error => e
            failed = STAGES.index(stage_of(e))
            STAGES.each_with_index.map { |stage, index| at(stage, index <=> failed, e) }
          end

          def stage_of(error)
            CODES.find { |_, codes| codes.match?(error.code) }&.first || :connection
          end

          def at(stage, order, error)
            case order
            when -1 then passed(stage)
            when 0 then fault(stage, error)
            else skipped(:not_reached, "Not tried: an earlier stage failed.", check: stage)
            end
          end

          def passed(stage)
            case stage
            when :dns then name
            when :connection then ok(proxy ? "The proxy #{proxy} connects to #{host}." : "#{host} accepts connections.")
            else tls
            end
          end

          def name
            return skipped(:by_proxy, "The proxy #{proxy} resolves #{host}.", check: :dns) if proxy

            ok("#{target.site_uri.hostname} resolves to an address.", check: :dns)
          end

          def tls
            if target.site_uri.scheme == "https"
              ok("The certificate of #{host} is valid and trusted.", check: :tls)
            else
              skipped(:no_tls, "#{host} is asked over http, without TLS.", check: :tls)
            end
          end

          def fault(stage, error)
            what, remedy = proxy_fault(error.code.to_sym) if proxy
            return failed_with(error, check: stage) unless what

            code = error.code.to_sym == :connection_refused ? :proxy_unreachable : :proxy_refused
            failed(code, "The proxy #{proxy} #{what}.", remedy, check: stage)
          end

          def proxy_fault(code)
            case code
            when :connection_refused
              ["is not reachable", "Check its address in HTTPS_PROXY or the option proxy, and that it is running."]
            when :connection_failed
              ["did not connect to #{host}",
               "Allow #{host} there, check user and password in the proxy's URL, or name the host in NO_PROXY."]
            end
          end

          def host = target.host

          def proxy
            return @proxy if defined?(@proxy)

            @proxy = EffectiveProxy.new(target.site_uri, target.proxy).address
          end
        end
      end
    end
  end
end
