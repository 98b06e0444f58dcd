# frozen_string_literal: true

require "omniauth/litmus/instant_api"

# Loaded only by an app that requires it: the names of the gem litmus-instant, for code that calls `Litmus::Instant`. It
# refuses to load together with that gem.
if defined?(Litmus::Instant)
  raise LoadError, "the gem litmus-instant is loaded, so omniauth/litmus/instant_names cannot define its names; " \
                   "remove litmus-instant from the Gemfile, or use OmniAuth::Litmus::InstantApi"
end

require_relative "instant_names/errors"
require_relative "instant_names/answer"
require_relative "instant_names/anonymous"
require_relative "instant_names/client"

module OmniAuth
  module Litmus
    # `Litmus::Instant` of the gem litmus-instant, over {InstantApi}: its methods, what they return, and its errors.
    #
    #     require "omniauth/litmus/instant_names" # instead of "litmus/instant"
    #
    #     Litmus::Instant.api_key = ENV["LITMUS_INSTANT_API_KEY"]
    #     guid = Litmus::Instant.create_email(plain_text: "Aloha World!")["email_guid"]
    #
    # The methods of the module use one key or token for the whole process; {Client} has its own.
    module InstantNames
      # The version of litmus-instant whose names these are.
      VERSION = "0.3.1"
      @settings = {}

      class << self
        # @!method create_email(email)
        #   @see Client#create_email
        # @!method clients
        #   @see Client#clients
        # @!method client_configurations
        #   @see Client#client_configurations
        # @!method get_preview(email_guid, client, options = {})
        #   @see Client#get_preview
        # @!method prefetch_previews(email_guid, configurations)
        #   @see Client#prefetch_previews
        # @!method preview_image_url(email_guid, client, options = {})
        #   @see Client#preview_image_url
        %i[create_email clients client_configurations get_preview prefetch_previews preview_image_url].each do |name|
          define_method(name) { |*arguments, **options| client.public_send(name, *arguments, **options) }
        end

        # @param key [String, nil] sets it
        # @return [String, nil] the API key
        def api_key(key = nil)
          self.api_key = key if key
          @settings[:api_key]
        end

        # @param key [String, nil]
        def api_key=(key)
          change(api_key: key)
        end

        # @param token [String, nil] sets it
        # @return [String, nil] the access token, which is used instead of a key
        def oauth_token(token = nil)
          self.oauth_token = token if token
          @settings[:oauth_token]
        end

        # @param token [String, nil]
        def oauth_token=(token)
          change(oauth_token: token)
        end

        # @param uri [String, nil] sets it, such as `"http://127.0.0.1:4000/v1"` for a sandbox
        # @return [String]
        def base_uri(uri = nil)
          change(base_uri: uri) if uri
          @settings.fetch(:base_uri, Client::BASE_URI)
        end

        private

        # Replaced as a whole: a call on another thread goes on with what it has begun with.
        def change(**settings)
          @settings = @settings.merge(settings)
          @client = nil
        end

        def client
          @client || Client.new(**@settings).tap { |client| @client = client }
        end
      end
    end
  end
end

# The name that apps with litmus-instant use.
module Litmus
  # {OmniAuth::Litmus::InstantNames}
  Instant = OmniAuth::Litmus::InstantNames
end
