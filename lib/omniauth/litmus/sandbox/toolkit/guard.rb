# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Sandbox
      module Toolkit
        # Keeps a forgotten sandbox from answering in production, where it would hand out tokens to everyone. All
        # variables that name the environment have to say development or test, and at least one has to be set.
        class Guard
          include Unserializable

          ENVIRONMENTS = %w[development test].freeze
          # Puma sets RACK_ENV to development if it is not set, so RACK_ENV alone proves nothing: a Sinatra app may have
          # APP_ENV=production beside it.
          VARIABLES = %w[RACK_ENV RAILS_ENV APP_ENV HANAMI_ENV].freeze
          private_constant :VARIABLES

          # @param allow_anywhere [Boolean] true: never objects
          def initialize(allow_anywhere: false)
            @allow_anywhere = allow_anywhere
          end

          # @param request [Request]
          # @return [Symbol, nil] why this request is refused: `:environment` or `:peer`
          def objection(request)
            return if @allow_anywhere
            return :environment unless safe_environment?

            :peer unless Loopback.request?(request.env)
          end

          private

          def safe_environment?
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
end
