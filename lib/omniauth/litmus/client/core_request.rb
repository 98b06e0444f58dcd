# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Client
      # The arguments of {Client#request}, or of one request of a batch, as the core reads them.
      #
      # @api private
      module CoreRequest
        class << self
          # @param verb [Symbol, String]
          # @param url [String, URI]
          # @param opts [Hash] as for {Client#request}
          # @return [Hash{Symbol => Object}]
          # @raise [ConfigurationError]
          def of(verb, url, opts)
            request = { retry_on_rate_limit: opts[:again_if_refused], # its former name
                        **opts.slice(:params, :json, :max_response_size, :retries, :retry_on_rate_limit) }
            request.update(method: verb, url: Plain.value(url), headers: Plain.headers(opts[:headers]),
                           timeout: Plain.number(opts[:timeout]))
            request[opts[:body].is_a?(Hash) ? :form : :body] = opts[:body]
            token = opts[:access_token]
            token ? request.update(token: token.token, **presentation(token.options, verb)) : request
          end

          private

          # As in the oauth2 gem, `mode` may be a proc of the verb.
          def presentation(options, verb)
            mode = options[:mode]
            case (mode.respond_to?(:call) ? mode.call(verb) : mode).to_s
            when "header"
              { header_name: Plain.header_name(options[:header_name]), **options.slice(:header_format) }
            when "query" then { param_name: options[:param_name].to_s }
            when "body" then { body_name: options[:param_name].to_s }
            else
              message = "The access token's mode must be :header, :query or :body"
              raise ConfigurationError.new(message, code: :invalid_mode, hint: "Use :header")
            end
          end
        end
      end
    end
  end
end
