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
        # What names a token that is not in a header field, for each mode.
        PARAMETERS = { "query" => :param_name, "body" => :body_name }.freeze
        private_constant :OPTIONAL, :NUMBERS, :PARAMETERS

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
            take(opts, request)
            present(opts[:access_token], request) if opts[:access_token]
            request
          end

          private

          def take(opts, request)
            OPTIONAL.each { |key| request[key] = opts[key] unless opts[key].nil? }
            NUMBERS.each { |name| request[name] = Plain.number(opts[name]) if opts[name] }
            request[:form] = request.delete(:body) if request[:body].is_a?(Hash)
          end

          def present(token, request)
            raise no_token(token) unless token.respond_to?(:token)

            request[:token] = token.token
            options = token.options
            mode = mode(options[:mode], request[:method])
            return request[PARAMETERS[mode]] = options[:param_name].to_s unless mode == "header"

            request[:header_name] = Plain.header_name(options[:header_name])
            request[:header_format] = options[:header_format]
          end

          def no_token(given)
            message = "access_token is no AccessToken, but of #{given.class}"
            ConfigurationError.new(message, code: :invalid_value, hint: "Give AccessToken.new(client, token)")
          end

          # As in the oauth2 gem, it may be a proc of the verb.
          def mode(given, verb)
            mode = (given.respond_to?(:call) ? given.call(verb) : given).to_s
            return mode if mode == "header" || PARAMETERS.key?(mode)

            message = "The access token's mode must be :header, :query or :body"
            raise ConfigurationError.new(message, code: :invalid_mode, hint: "Use :header")
          end
        end
      end
    end
  end
end
