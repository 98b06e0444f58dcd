# frozen_string_literal: true

module OmniAuth
  module Litmus
    module InstantNames
      # `Litmus::Instant::Client`: a client with a key or a token of its own, such as one for each user. All of
      # {InstantApi} is there besides.
      class Client < InstantApi
        # Where litmus-instant's client calls, without being told.
        BASE_URI = "#{HOST}/v1".freeze

        # @param api_key [String, nil]
        # @param oauth_token [String, nil] an access token, instead of a key
        # @param base_uri [String] with the path `/v1`
        # @param client_options [Hash] as for {Litmus::Client}
        def initialize(api_key: nil, oauth_token: nil, base_uri: BASE_URI, client_options: {})
          host = base_uri.to_s.chomp("/").delete_suffix("/v1")
          options = { **client_options, api_origins: [host, *client_options[:api_origins]] }
          access = AccessToken.new(Litmus::Client.new(nil, nil, options), oauth_token) if oauth_token
          access ||= Anonymous.new(options) unless api_key
          super(access, api_key:, host:, client_options:)
        end

        # @param email [Hash] as for {InstantApi#create_email}
        # @return [Hash, Answer] with `email_guid`
        # @raise [Error]
        def create_email(email = nil, **members)
          answer { ask(:post, address("emails"), json: email || members) }
        end

        # @return [Array<String>, Answer] names of the e-mail clients
        # @raise [Error]
        def clients
          answer { ask(:get, address("clients")) }
        end

        # @return [Hash, Answer] by e-mail client, its `orientation_options` and `images_options`
        # @raise [Error]
        def client_configurations
          answer { ask(:get, address("clients", "configurations")) }
        end

        # @param email_guid [String]
        # @param client [String]
        # @param options [Hash] `images` and `orientation`
        # @return [Hash, Answer] `full_url`, `thumb_url`, `thumb450_url`
        # @raise [Error]
        def get_preview(email_guid, client, options = {})
          params = options.to_h.compact
          answer do
            captured(client) { ask(:get, previews(email_guid, client), params:, timeout: PATIENCE, retries: 0) }
          end
        end

        # @param email_guid [String]
        # @param configurations [Array<Hash>] each with `client`, and optionally `images` and `orientation`
        # @return [Hash, Answer] with the `configurations`
        # @raise [Error]
        def prefetch_previews(email_guid, configurations)
          answer { ask(:post, previews(email_guid, "prefetch"), json: { configurations: }) }
        end

        # @param email_guid [String]
        # @param client [String]
        # @param options [Hash] `capture_size` and as for {InstantApi#preview_url}
        # @return [String] for an `<img>`; each e-mail client has a host of its own
        # @raise [Error]
        def preview_image_url(email_guid, client, options = {})
          options = options.to_h.transform_keys(&:to_sym)
          translated do
            preview_url(email_guid, client, options.fetch(:capture_size, "full"), sharded: true,
                                                                                  **options.except(:capture_size))
          end
        end

        private

        def answer
          translated { Answer.of(yield) }
        end

        def translated
          yield
        rescue InstantNames::Error
          raise
        rescue Litmus::Error => e
          raise Error.of(e)
        end
      end
    end
  end
end
