# frozen_string_literal: true

module OmniAuth
  module Litmus
    # A call of {Client#request} or of a batch, as the core is told it.
    #
    # @api private
    module Call
      class << self
        # @param verb [Symbol, String]
        # @param url [String, URI]
        # @param opts [Hash] as for {Client#request}
        # @return [Hash{Symbol => Object}]
        # @raise [ConfigurationError]
        def of(verb, url, opts)
          call = opts.slice(:params, :json, :max_response_size, :retries, :again_if_refused)
          call.update(method: verb, url: Plain.value(url), headers: Plain.headers(opts[:headers]),
                      timeout: Plain.number(opts[:timeout]))
          call[opts[:body].is_a?(Hash) ? :form : :body] = opts[:body]
          token = opts[:access_token]
          token ? call.update(token: token.token, **presentation(token.options, verb)) : call
        end

        private

        # The oauth2 gem lets a mode depend on the verb.
        def presentation(options, verb)
          mode = options[:mode]
          case (mode.respond_to?(:call) ? mode.call(verb) : mode).to_s
          when "header" then { header_name: Plain.header_name(options[:header_name]), **options.slice(:header_format) }
          when "query" then { param_name: options[:param_name].to_s }
          when "body" then { body_name: options[:param_name].to_s }
          else
            message = "The access token's mode is none of :header, :query and :body"
            raise ConfigurationError.new(message, code: :invalid_mode, hint: "Use :header")
          end
        end
      end
    end
  end
end
