# frozen_string_literal: true

require_relative "loopback"

module OmniAuth
  module Litmus
    class Sandbox
      # Keeps a forgotten sandbox from answering in production: it hands out tokens to whoever asks. Every name the
      # process has for its environment must be a harmless one, and none at all is not harmless.
      class Guard
        include Unserializable

        ENVIRONMENTS = %w[development test].freeze
        # Where frameworks look for it. Servers set RACK_ENV to development where nobody has set it, so that it alone
        # would say yes beside the APP_ENV=production of a Sinatra app.
        VARIABLES = %w[RACK_ENV RAILS_ENV APP_ENV HANAMI_ENV].freeze
        private_constant :VARIABLES

        # @param allow_anywhere [Boolean] true: no objection, ever
        def initialize(allow_anywhere: false)
          @allow_anywhere = allow_anywhere
        end

        # @param request [Request]
        # @return [Symbol, nil] `:environment` or `:peer`: why this request is not answered
        def objection(request)
          return if @allow_anywhere
          return :environment unless harmless_environment?

          :peer unless Loopback.request?(request.env)
        end

        private

        def harmless_environment?
          names = environment_names
          names.any? && (names - ENVIRONMENTS).empty?
        end

        def environment_names
          names = ENV.values_at(*VARIABLES)
          names << ::Rails.env.to_s if defined?(::Rails) && ::Rails.respond_to?(:env)
          names.compact.reject(&:empty?)
        end
      end
    end
  end
end
