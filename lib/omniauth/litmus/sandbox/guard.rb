# frozen_string_literal: true

require "ipaddr"

module OmniAuth
  module Litmus
    class Sandbox
      # Keeps a forgotten sandbox from answering in production: it hands out tokens to whoever asks. Every name the
      # process has for its environment must be a harmless one, and none at all is not harmless.
      class Guard
        include Unserializable

        ENVIRONMENTS = %w[development test].freeze

        # @param allow_anywhere [Boolean] true: no objection, ever
        def initialize(allow_anywhere: false)
          @allow_anywhere = allow_anywhere
        end

        # @param request [Request]
        # @return [Symbol, nil] `:environment` or `:peer`: why this request is not answered
        def objection(request)
          return if @allow_anywhere
          return :environment unless harmless_environment?

          :peer unless loopback?(request.get_header("REMOTE_ADDR"))
        end

        private

        def harmless_environment?
          names = environment_names
          names.any? && (names - ENVIRONMENTS).empty?
        end

        def environment_names
          names = [ENV.fetch("RACK_ENV", nil), ENV.fetch("RAILS_ENV", nil)]
          names << ::Rails.env.to_s if defined?(::Rails) && ::Rails.respond_to?(:env)
          names.compact.reject(&:empty?)
        end

        # The address of the socket's other end, and nothing that a header says: X-Forwarded-For is anyone's to write.
        def loopback?(address)
          IPAddr.new(address.to_s).native.loopback?
        rescue IPAddr::Error
          false
        end
      end
    end
  end
end
