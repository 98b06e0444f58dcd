# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Client
      # The arguments of {Client#request}, or of one request of a batch, as the core reads them.
      #
      # @api private
      module CoreRequest
        # What the core reads as it is given.
        OPTIONAL = %i[params json body].freeze
        # The arguments that are numbers.
        NUMBERS = %i[timeout max_response_size retries].freeze
        # Where a token may be shown.
        MODES = %w[header query body].freeze
        private_constant :OPTIONAL, :NUMBERS, :MODES

        class << self
          # @param verb [Symbol, String]
          # @param url [String, URI]
          # @param opts [Hash] as for {Client#request}
          # @return [Hash{Symbol => Object}]
          # @raise [ConfigurationError]
          def of(verb, url, opts)
            request = { method: verb, url: Plain.value(url), headers: Plain.headers(opts[:headers]),
                        # its former name
                        retry_on_rate_limit: opts.fetch(:retry_on_rate_limit, opts[:again_if_refused]) }
            OPTIONAL.each { |key| request[key] = opts[key] unless opts[key].nil? }
            NUMBERS.each { |name| request[name] = Plain.number(opts[name]) if opts[name] }
            request[:form] = request.delete(:body) if request[:body].is_a?(Hash)
            present(opts[:access_token], request) if opts[:access_token]
            request
          end

          private

          def present(token, request)
            raise no_token(token) unless token.respond_to?(:token)

            options = token.options
            request[:token] = token.token
            case mode(options[:mode], request[:method])
            when "header"
              request[:header_name] = Plain.header_name(options[:header_name])
              request[:header_format] = options[:header_format]
            when "query" then request[:param_name] = options[:param_name].to_s
            else request[:body_name] = options[:param_name].to_s
            end
          end

          def no_token(given)
            message = "access_token is no AccessToken, but of #{given.class}"
            ConfigurationError.new(message, code: :invalid_value, hint: "Give AccessToken.new(client, token)")
          end

          # As in the oauth2 gem, it may be a proc of the verb.
          def mode(given, verb)
            mode = (given.respond_to?(:call) ? given.call(verb) : given).to_s
            return mode if MODES.include?(mode)

            message = "The access token's mode must be :header, :query or :body"
            raise ConfigurationError.new(message, code: :invalid_mode, hint: "Use :header")
          end
        end
      end
    end
  end
end
