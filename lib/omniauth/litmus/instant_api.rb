# frozen_string_literal: true

require "uri"
require_relative "../litmus"
require_relative "instant_key"

module OmniAuth
  module Litmus
    # Litmus's Instant API: screenshots of an e-mail in many e-mail clients, in seconds.
    #
    #     api = OmniAuth::Litmus::InstantApi.new(token)          # or (api_key: ENV["LITMUS_INSTANT_API_KEY"])
    #     guid = api.create_email(plain_text: "Hello World")
    #     api.preview_url(guid, "OL2019", :thumb450)      # for an <img>
    #
    # Loaded by a require of its own, `omniauth/litmus/instant_api`. What the API refuses is an {ApiError}.
    class InstantApi
      include Unserializable

      # Where Litmus serves it.
      HOST = "https://instant-api.litmus.com"
      # The sizes of a preview.
      SIZES = %w[full thumb thumb450].freeze
      # Seconds that a preview may take: a capture blocks for some, and for longer with a slow e-mail client.
      PATIENCE = 60
      # What a guid and the name of an e-mail client look like.
      WORD = /\A\w[\w-]*\z/
      private_constant :WORD

      # @return [String] the origin that is asked
      attr_reader :host

      # @param source [TokenSource, AccessToken, nil] anything that answers `get` and `post` with a token, or
      # @param api_key [String, #call, nil] a key of the Instant API, or what gives it, asked for each call
      # @param host [String, URI] an origin; with tokens, another one than Litmus's is named in `api_origins` of the
      #   client, too
      # @param client_options [Hash] with a key: `proxy`, `ssl` and so on, as for {Client}
      # @raise [ArgumentError] for both a source and a key
      def initialize(source = nil, api_key: nil, host: HOST, client_options: {})
        raise ArgumentError, "give a source of tokens or api_key:, not both" if source && api_key

        @host = host.to_s.delete_suffix("/")
        @source = source || InstantKey.new(api_key, @host, client_options)
      end

      # Uploads an e-mail. It cannot be changed, and can be captured for a day.
      #
      # @param email [Hash{Symbol => Object}] one of `plain_text`, `html_text` and `raw_source` at least; with the first
      #   two also `subject`, `from_address`, `from_display_name`; `end_user_id`, by which Litmus tells usage apart;
      #   `configurations` to capture at once, as for {#prefetch}
      # @return [String] the e-mail's guid
      # @raise [Error]
      def create_email(**email)
        email[:configurations] = configurations(email[:configurations]) if email[:configurations]
        guid = answered(Hash, ask(:post, address("emails"), json: email))["email_guid"]
        guid.is_a?(String) ? guid : raise(unexpected("an email_guid"))
      end

      # @return [Array<String>] names of the e-mail clients, such as `"OL2019"`
      # @raise [Error]
      def clients
        answered(Array, ask(:get, address("clients")))
      end

      # @return [Hash{String => Hash}] by e-mail client, its `orientation_options` and `images_options`
      # @raise [Error]
      def client_configurations
        answered(Hash, ask(:get, address("clients", "configurations")))
      end

      # Captures a preview, or finds the one that was captured before. The first capture of each configuration is
      # billed, so that the call has a minute and is not repeated by itself: after an error the caller decides.
      #
      # @param guid [String] of the e-mail
      # @param client [String] an e-mail client
      # @param images [String, Symbol, nil] `allowed` (Litmus's default) or `blocked`
      # @param orientation [String, Symbol, nil] `vertical` (Litmus's default) or `horizontal`
      # @param timeout [Numeric] seconds
      # @return [Hash{String => String}] the addresses of the image: `full_url`, `thumb_url`, `thumb450_url`
      # @raise [ApiError] `:not_found` for an e-mail that is not there any more, `:server_error` also when the e-mail
      #   client took too long
      # @raise [Error]
      def preview(guid, client, images: nil, orientation: nil, timeout: PATIENCE)
        params = { images:, orientation: }.compact.transform_values(&:to_s)
        answered(Hash, ask(:get, previews(guid, client), params:, timeout:, retries: 0))
      end

      # Has previews captured, so that they are there, or on their way, when they are asked for. Each is billed; one
      # that fails is noticed only then.
      #
      # @param guid [String] of the e-mail
      # @param configurations [Array<String, Hash>] names of e-mail clients, or Hashes of `client`, `images`,
      #   `orientation`
      # @return [true] without waiting for them
      # @raise [Error]
      def prefetch(guid, configurations)
        ask(:post, previews(guid, "prefetch"), json: { configurations: configurations(configurations) })
        true
      end

      # The address of a preview's image. No call is made: whoever opens the address has the preview captured, and needs
      # no token for it.
      #
      # @param guid [String] of the e-mail
      # @param client [String] an e-mail client
      # @param size [Symbol, String] `:full`, `:thumb` or `:thumb450`
      # @param query [Hash] `images` and `orientation` as for {#preview}; `fallback: false` for an error instead of a
      #   substitute image; `fallback_url`, a substitute of your own
      # @return [String]
      # @raise [ConfigurationError] for a size that there is not
      def preview_url(guid, client, size = :full, **query)
        raise wrong("size", SIZES.join(", ")) unless SIZES.include?(size.to_s)

        query = query.compact
        "#{previews(guid, client)}/#{size}#{"?#{URI.encode_www_form(query)}" unless query.empty?}"
      end

      # @return [String] without the token or the key
      def inspect
        "#<#{self.class} host=#{host.inspect}>"
      end

      private

      # Whatever the client's `raise_errors` says: what is refused is no answer.
      def ask(verb, url, **opts)
        @source.public_send(verb, url, { **opts, raise_errors: true })
      end

      def address(*path)
        [host, "v1", *path].join("/")
      end

      def previews(guid, client)
        address("emails", word("guid", guid), "previews", word("client", client))
      end

      # Nothing that would lead elsewhere on the host, token and all.
      def word(name, text)
        WORD.match?(text.to_s) ? text : raise(wrong(name, "letters, digits, - and _"))
      end

      def configurations(list)
        list.map { |entry| entry.is_a?(Hash) ? entry : { client: entry } }
      end

      def answered(type, response)
        answer = response.parsed
        return answer if answer.is_a?(type)

        raise unexpected("a JSON #{type == Array ? "array" : "object"}")
      end

      def wrong(name, expected)
        message = "The #{name} of a preview is not of #{expected}"
        ConfigurationError.new(message, code: :invalid_value, hint: "Give what the API gave")
      end

      def unexpected(expected)
        hint = "Check that the address is that of the Instant API"
        ProtocolError.new("The Instant API answered without #{expected}", code: :unexpected_answer, hint:)
      end
    end
  end
end
