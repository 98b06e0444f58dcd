# frozen_string_literal: true

require "uri"
require_relative "../litmus"
require_relative "instant_api/email"
require_relative "instant_api/key_access"

module OmniAuth
  module Litmus
    # Litmus's Instant API: screenshots of an e-mail in many e-mail clients, in seconds.
    #
    #     api = OmniAuth::Litmus::InstantApi.new(token)          # or (api_key: ENV["LITMUS_INSTANT_API_KEY"])
    #     guid = api.create_email(plain_text: "Hello World")
    #     api.preview_url(guid, "OL2019", :thumb450)      # for an <img>
    #
    # Loaded by a require of its own, `omniauth/litmus/instant_api`. Refusals are {ApiError}s.
    class InstantApi
      include Unserializable

      # Litmus's origin of the API.
      HOST = "https://instant-api.litmus.com"
      # The sizes of a preview.
      SIZES = %w[full thumb thumb450].freeze
      # The default timeout of {#preview} in seconds: the API answers after the capture, which takes some seconds, or
      # many with a slow e-mail client.
      PATIENCE = 60
      # Guids in one request of {#delete_emails}.
      MAX_DELETED = 1000
      # A guid, or the name of an e-mail client such as `OL2019`.
      WORD = /\A\w[\w-]*\z/
      private_constant :MAX_DELETED, :WORD

      # @return [String] the origin of the API
      attr_reader :host

      # @param source [TokenSource, AccessToken, nil] anything with `get`, `post` and `delete` that send a token
      # @param api_key [String, #call, nil] instead of a source: a key of the Instant API, or a callable that returns
      #   one and is called for each request
      # @param host [String, URI] an origin; with a source, one other than Litmus's must be among the client's
      #   `api_origins`
      # @param client_options [Hash] with a key: `proxy`, `ssl` and so on, as for {Client}
      # @raise [ArgumentError] for both a source and a key
      def initialize(source = nil, api_key: nil, host: HOST, client_options: {})
        raise ArgumentError, "give a source of tokens or api_key:, not both" if source && api_key

        @host = Plain.text(host).to_s.delete_suffix("/")
        @source = source || KeyAccess.new(api_key, @host, client_options)
      end

      # Uploads an e-mail. It cannot be changed afterwards, and previews can be captured for a day.
      #
      # @param email [Hash{Symbol => Object}] `plain_text`, `html_text` or both, and with them `subject`,
      #   `from_address`, `from_display_name`; or `raw_source`, a whole message; `end_user_id`, under which Litmus
      #   accounts for the usage; `configurations` to capture at once, as for {#prefetch}
      # @return [Email] the e-mail's guid, a String
      # @raise [ConfigurationError] for `raw_source` together with a text
      # @raise [Error]
      def create_email(**email)
        texts = email.compact.keys & %i[plain_text html_text]
        raise wrong("raw_source", "given without #{texts.join(" and ")}") if email[:raw_source] && texts.any?

        email[:configurations] = configurations(email[:configurations]) if email[:configurations]
        answer = answered(Hash, ask(:post, address("emails"), json: email))
        answer["email_guid"].is_a?(String) ? Email.new(answer) : raise(unexpected("email_guid"))
      end

      # Deletes e-mails and their previews (`DELETE /v1/emails`), also those that are gone already. Litmus does it
      # within seconds; then {#preview} raises `:not_found`.
      #
      # @param guids [Array<String>, String] any number; each request has at most 1000
      # @return [true] after Litmus has accepted it
      # @raise [ConfigurationError] for an invalid guid, before anything is deleted
      # @raise [Error]
      def delete_emails(guids)
        guids = Array(guids).map { |guid| word("guid", guid) }.uniq
        guids.each_slice(MAX_DELETED) { |slice| ask(:delete, address("emails"), json: { email_guids: slice }) }
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
      # billed, so the call has a timeout of a minute and is never retried: after an error, the caller decides.
      #
      # @param guid [String] of the e-mail
      # @param client [String] an e-mail client
      # @param images [String, Symbol, nil] `allowed` (Litmus's default) or `blocked`
      # @param orientation [String, Symbol, nil] `vertical` (Litmus's default) or `horizontal`
      # @param timeout [Numeric] seconds
      # @return [Hash{String => String}] the addresses of the image: `full_url`, `thumb_url`, `thumb450_url`
      # @raise [ApiError] `:not_found` for an e-mail that is gone, `:capture_timeout` if the e-mail client took too
      #   long, `:server_error` if the capture failed
      # @raise [Error]
      def preview(guid, client, images: nil, orientation: nil, timeout: PATIENCE)
        params = { images:, orientation: }.compact.transform_values(&:to_s)
        answered(Hash, ask(:get, previews(guid, client), params:, timeout:, retries: 0))
      rescue ApiError => e
        raise e.status == 504 ? too_slow(client, e) : e
      end

      # Starts to capture previews, so that {#preview} finds them later. Each is billed. A failure shows in {#preview}.
      #
      # @param guid [String] of the e-mail
      # @param configurations [Array<String, Hash>, String, Hash] names of e-mail clients, or Hashes of `client`,
      #   `images`, `orientation`
      # @return [Array<Hash{String => String}>] what Litmus confirms, before they are captured: for each its `client`,
      #   `images` and `orientation`
      # @raise [Error]
      def prefetch(guid, configurations)
        confirmed = ask(:post, previews(guid, "prefetch"), json: { configurations: configurations(configurations) })
        Array(answered(Hash, confirmed)["configurations"])
      end

      # The address of a preview's image, for an `<img>`. It makes no call. The preview is captured when somebody opens
      # the address, which needs no token.
      # While a sandbox stands in Litmus's place, the address is the sandbox's.
      #
      # @param guid [String] of the e-mail
      # @param client [String] an e-mail client
      # @param size [Symbol, String] `:full`, `:thumb` or `:thumb450`
      # @param query [Hash] `images` and `orientation` as for {#preview}; `fallback: false` for an error instead of a
      #   substitute image; `fallback_url` for a substitute image of your own
      # @return [String]
      # @raise [ConfigurationError] for an unknown size
      def preview_url(guid, client, size = :full, **query)
        raise wrong("size", "one of #{SIZES.join(", ")}") unless SIZES.include?(size.to_s)

        query = query.compact
        url = "#{previews(guid, client)}/#{size}#{"?#{URI.encode_www_form(query)}" unless query.empty?}"
        defined?(Testing::Rerouting) ? Testing::Rerouting.shown(url) : url
      end

      # @return [String] without the token or the key
      def inspect
        "#<#{self.class} host=#{host.inspect}>"
      end

      private

      # Raises even with the client's `raise_errors: false`, because these methods return parsed values.
      def ask(verb, url, **opts)
        @source.public_send(verb, url, { **opts, raise_errors: true })
      end

      def address(*path)
        [host, "v1", *path].join("/")
      end

      def previews(guid, client)
        address("emails", word("guid", guid), "previews", word("client", client))
      end

      # A guid from outside, such as "../../v2/users", must not send the token to another path.
      def word(name, text)
        WORD.match?(text.to_s) ? text : raise(wrong(name, "of letters, digits, - and _"))
      end

      def configurations(list)
        (list.is_a?(Array) ? list : [list]).map { |entry| entry.is_a?(Hash) ? entry : { client: entry } }
      end

      def answered(type, response)
        answer = response.parsed
        return answer if answer.is_a?(type)

        raise unexpected("JSON #{type == Array ? "array" : "object"}")
      end

      def too_slow(client, error)
        ApiError.new("The e-mail client #{client} took too long (HTTP 504)",
                     code: :capture_timeout, retryable: true, response: error.response, description: error.description,
                     hint: "Try again in a moment: a capture that has finished meanwhile is found, and billed once")
      end

      def wrong(name, expected)
        message = "The #{name} must be #{expected}"
        ConfigurationError.new(message, code: :invalid_value, hint: "Pass values as the API returned them")
      end

      def unexpected(expected)
        hint = "Check that the address is that of the Instant API"
        ProtocolError.new("The Instant API's response has no #{expected}", code: :unexpected_answer, hint:)
      end
    end
  end
end
