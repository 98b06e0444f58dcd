# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # Does the way to Litmus lead there: the name, the connection (or the proxy), TLS? One request tells, by what it
      # fails with.
      #
      # @api private
      class Connection < Check
        NAME = :connection
        # In the order in which they are passed.
        STAGES = %i[dns connection tls].freeze
        # What fails at the first and at the last of them; everything else fails in the middle.
        CODES = { dns: /\Adns_failed\z/, tls: /\A(tls|certificate|client_certificate)_/ }.freeze

        private

        def obstacle
          [:not_usable, "Not tried: the settings above are in the way."] unless context.usable
        end

        def findings
          context.home = target.ask(:head, "/")
          context.received_at = Time.now
          STAGES.map { |stage| passed(stage) }
        rescue ConfigurationError => e
          context.usable = false
          [broken(e, check: Configuration::NAME)]
        rescue Error => e
          fallen = STAGES.index(stage_of(e))
          STAGES.each_with_index.map { |stage, index| at(stage, index <=> fallen, e) }
        end

        def stage_of(error)
          CODES.find { |_, codes| codes.match?(error.code) }&.first || :connection
        end

        def at(stage, order, error)
          case order
          when -1 then passed(stage)
          when 0 then fault(stage, error)
          else skipped(:not_reached, "Not tried: it did not come to that.", check: stage)
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
          return skipped(:by_proxy, "The proxy #{proxy} looks #{host} up.", check: :dns) if proxy

          ok("The name of #{target.site_uri.hostname} is known.", check: :dns)
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
          return broken(error, check: stage) unless what

          code = error.code.to_sym == :connection_refused ? :proxy_unreachable : :proxy_refused
          failed(code, "The proxy #{proxy} #{what}.", remedy, check: stage)
        end

        def proxy_fault(code)
          case code
          when :connection_refused
            ["is not there", "Check its address in HTTPS_PROXY or the option proxy, and that it runs."]
          when :connection_failed
            ["did not connect to #{host}",
             "Allow #{host} there, check user and password in the proxy's URL, or name the host in NO_PROXY."]
          end
        end

        def host = target.host

        def proxy
          return @proxy if defined?(@proxy)

          @proxy = EffectiveProxy.new(target.site_uri, target.proxy).proxy
        end
      end
    end
  end
end
