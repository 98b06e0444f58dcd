# frozen_string_literal: true

require "uri"
require_relative "../litmus"
require_relative "instant_api/email"
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
      # Guids of one deletion.
      MOST = 1000
      # What a guid and the name of an e-mail client look like.
      WORD = /\A\w[\w-]*\z/
      private_constant :MOST, :WORD

      # @return [String] the origin that is asked
      attr_reader :host

      # @param source [TokenSource, AccessToken, nil] anything that answers `get`, `post` and `delete` with a
      #   token, or
      # @param api_key [String, #call, nil] a key of the Instant API, or what gives it, asked for each call
      # @param host [String, URI] an origin; with tokens, another one than Litmus's is named in `api_origins` of the
      #   client, too
      # @param client_options [Hash] with a key: `proxy`, `ssl` and so on, as for {Client}
      # @raise [ArgumentError] for both a source and a key
      def initialize(source = nil, api_key: nil, host: HOST, client_options: {})
        raise ArgumentError, "give a source of tokens or api_key:, not both" if source && api_key

        @host = Plain.text(host).to_s.delete_suffix("/")
        @source = source || InstantKey.new(api_key, @host, client_options)
      end

      # Uploads an e-mail. It cannot be changed, and can be captured for a day.
      #
      # @param email [Hash{Symbol => Object}] `plain_text`, `html_text` or both, and with them `subject`,
      #   `from_address`, `from_display_name`; or `raw_source` with all of that in it; `end_user_id`, by which Litmus
      #   tells usage apart; `configurations` to capture at once, as for {#prefetch}
      # @return [Email] the e-mail's guid, a String that knows what Litmus confirmed
      # @raise [ConfigurationError] for `raw_source` beside a text
      # @raise [Error]
      def create_email(**email)
        texts = email.compact.keys & %i[plain_text html_text]
        raise wrong("raw_source", "a whole message, without #{texts.join(" and ")}") if email[:raw_source] && texts.any?

        email[:configurations] = configurations(email[:configurations]) if email[:configurations]
        answer = answered(Hash, ask(:post, address("emails"), json: email))
        answer["email_guid"].is_a?(String) ? Email.new(answer) : raise(unexpected("an email_guid"))
      end

      # Has e-mails and their previews deleted (`DELETE /v1/emails`), whatever has become of them, within seconds. That
      # it is done is seen by asking for a preview: `:not_found`.
      #
      # @param guids [Array<String>, String] any number; each request has 1000
      # @return [true] when Litmus has accepted it
      # @raise [ConfigurationError] for what is no guid, before anything is deleted
      # @raise [Error]
      def delete_emails(guids)
        guids = Array(guids).map { |guid| word("guid", guid) }.uniq
        guids.each_slice(MOST) { |slice| ask(:delete, address("emails"), json: { email_guids: slice }) }
        true
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
      # @raise [ApiError] `:not_found` for an e-mail that is not there any more, `:capture_timeout` when the e-mail
      #   client took too long, `:server_error` when the capture failed
      # @raise [Error]
      def preview(guid, client, images: nil, orientation: nil, timeout: PATIENCE)
        params = { images:, orientation: }.compact.transform_values(&:to_s)
        answered(Hash, ask(:get, previews(guid, client), params:, timeout:, retries: 0))
      rescue ApiError => e
        raise e.status == 504 ? too_slow(client, e) : e
      end

      # Has previews captured, so that they are there, or on their way, when they are asked for. Each is billed; one
      # that fails is noticed only then.
      #
      # @param guid [String] of the e-mail
      # @param configurations [Array<String, Hash>, String, Hash] names of e-mail clients, or Hashes of `client`,
      #   `images`, `orientation`
      # @return [Array<Hash{String => String}>] without waiting for them, what Litmus confirms: of each its `client`,
      #   `images` and `orientation`
      # @raise [Error]
      def prefetch(guid, configurations)
        confirmed = ask(:post, previews(guid, "prefetch"), json: { configurations: configurations(configurations) })
        Array(answered(Hash, confirmed)["configurations"])
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
        (list.is_a?(Array) ? list : [list]).map { |entry| entry.is_a?(Hash) ? entry : { client: entry } }
      end

      def answered(type, response)
        answer = response.parsed
        return answer if answer.is_a?(type)

        raise unexpected("a JSON #{type == Array ? "array" : "object"}")
      end

      def too_slow(client, error)
        ApiError.new("The e-mail client #{client} took too long (HTTP 504)",
                     code: :capture_timeout, retryable: true, response: error.response, description: error.description,
                     hint: "Ask again in a moment: what was captured meanwhile is there, and billed once")
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
