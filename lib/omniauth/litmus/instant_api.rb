# frozen_string_literal: true

require "uri"
require_relative "../litmus"
require_relative "instant_api/download"
require_relative "instant_api/email"
require_relative "instant_api/key_access"
require_relative "instant_api/parallel_downloads"
require_relative "instant_api/picture"

module OmniAuth
  module Litmus
    # Litmus's Instant API: screenshots of an e-mail in many e-mail clients, in seconds.
    #
    #     api = OmniAuth::Litmus::InstantApi.new(token)          # or (api_key: ENV["LITMUS_INSTANT_API_KEY"])
    #     guid = api.create_email(plain_text: "Hello World")
    #     api.preview_url(guid, "OL2019", :thumb450)      # for an <img>
    #     api.download_all(guid, %w[OL2019 IPHONE13], to: "previews")
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
      # A guid, or the name of an e-mail client such as `OL2019`. Both become parts of addresses and of file names.
      WORD = /\A\w[\w-]{0,79}\z/
      # An IP address cannot have a name in front of it.
      NUMERIC_HOST = %r{://(?:\[|[\d.]+(?::\d+)?\z)}
      private_constant :MAX_DELETED, :WORD, :NUMERIC_HOST

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
        @client_options = client_options
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

      # Deletes e-mails and their previews, also those that are gone already. Litmus does it within seconds; then
      # {#preview} raises `:not_found`.
      # Litmus's public documentation has no address for it: `DELETE /v1/emails` with `{"email_guids": […]}` is a guess.
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
        answered(Hash, captured(client) { ask(:get, previews(guid, client), params:, timeout:, retries: 0) })
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
      # @param sharded [Boolean] true: each e-mail client has a host of its own, such as
      #   `https://OL2019.instant-api.litmus.com`, so that a browser loads more than six pictures at a time
      # @param query [Hash] `images` and `orientation` as for {#preview}; `fallback: false` for an error instead of a
      #   substitute image; `fallback_url` for a substitute image of your own
      # @return [String]
      # @raise [ConfigurationError] for an unknown size
      def preview_url(guid, client, size = :full, sharded: false, **query)
        query = query.compact
        url = "#{previews(guid, client)}/#{known_size(size)}#{"?#{URI.encode_www_form(query)}" unless query.empty?}"
        url = url.sub("://", "://#{client}.") if sharded && !NUMERIC_HOST.match?(host)
        defined?(Testing::Rerouting) ? Testing::Rerouting.shown(url) : url
      end

      # Saves a preview's image as a file, such as `755d1f9f-…-OL2019-thumb.png`. It waits for the capture, which is
      # billed as with {#preview}. A file that is there is not fetched again: an e-mail cannot change. The image is
      # fetched without the token or the key, since Litmus sends its pictures from other hosts.
      #
      # @param guid [String] of the e-mail
      # @param client [String] an e-mail client
      # @param size [Symbol, String] `:full`, `:thumb` or `:thumb450`
      # @param to [String, Pathname] a folder; it is made if it is not there
      # @param options [Hash] `images`, `orientation` and `timeout` as for {#preview}
      # @return [String] the path of the file. It is there when it is whole: until then, its name ends in `.part`.
      # @raise [ApiError] as for {#preview}
      # @raise [Error]
      # @raise [SystemCallError] if the file cannot be written
      def download(guid, client, size = :full, to:, **options)
        download = downloads(to, options.delete(:timeout))
        download.call(picture(guid, { client:, **options }, size))
      end

      # Saves the images of many previews, as {#download} does. Those that are not there yet are first captured all at
      # once by {#prefetch}, and then fetched in parallel. After a failure, or if the process was killed, call it again:
      # it goes on with what is missing.
      #
      #     api.download_all(guid, api.clients, to: "previews") { |done, total| print "\r#{done} of #{total}" }
      #
      # @param guid [String] of the e-mail
      # @param configurations [Array<String, Hash>, String, Hash] as for {#prefetch}
      # @param size [Symbol, String] `:full`, `:thumb` or `:thumb450`
      # @param to [String, Pathname] a folder; it is made if it is not there
      # @param options [Hash] `concurrency`, images that are fetched at a time, 1 to 64 (8); `timeout`, seconds for
      #   each of them ({PATIENCE})
      # @yieldparam done [Integer] how many are settled, those that were there included
      # @yieldparam total [Integer] how many different ones there are
      # @return [Array<String, Error>] for each configuration, in their order, the path of its file, or the error of
      #   this image. All other images are saved all the same.
      # @raise [ApiError] if Litmus refuses the whole list: `:bad_request` for an unknown e-mail client, `:not_found`
      #   for an e-mail that is gone
      # @raise [Error] for invalid arguments, before anything is sent
      # @raise [SystemCallError] if a file cannot be written
      def download_all(guid, configurations, size = :full, to:, **options, &progress)
        download = downloads(to, options.delete(:timeout))
        parallel = ParallelDownloads.new(download, **options, &progress)
        pictures = configurations(configurations).map { |configuration| picture(guid, configuration, size) }
        missing = pictures.uniq.reject { |picture| download.done?(picture) }
        prefetch(guid, missing.map(&:configuration)) if missing.any?
        parallel.call(pictures)
      end

      # @return [String] without the token or the key
      def inspect
        "#<#{self.class} host=#{host.inspect}>"
      end

      private

      # Raises even with the client's `raise_errors: false`, because these methods return parsed values.
      def ask(verb, url, **opts)
        Response.final(@source.public_send(verb, url, { **opts, raise_errors: true }))
      end

      def address(*path)
        [host, "v1", *path].join("/")
      end

      def previews(guid, client)
        address("emails", word("guid", guid), "previews", word("client", client))
      end

      # A guid from outside, such as "../../v2/users", must not send the token to another path.
      def word(name, text)
        plain = Plain.text(text).to_s
        plain.valid_encoding? && WORD.match?(plain) ? plain : raise(wrong(name, "of letters, digits, - and _"))
      end

      def configurations(list)
        (list.is_a?(Array) ? list : [list]).map { |entry| entry.is_a?(Hash) ? entry : { client: entry } }
      end

      def known_size(size)
        SIZES.include?(size.to_s) ? size.to_s : raise(wrong("size", "one of #{SIZES.join(", ")}"))
      end

      def picture(guid, configuration, size)
        odd = configuration.keys.map(&:to_s) - Picture::OPTIONS
        raise wrong("configuration", "of #{Picture::OPTIONS.join(", ")}") if odd.any?

        options = configuration.to_h { |name, value| [name.to_sym, value && word(name, value)] }
        word("client", options[:client])
        Picture.new(guid: word("guid", guid), image_size: known_size(size), **options)
      end

      def downloads(folder, timeout)
        images = @source.respond_to?(:client) ? @source.client : Client.new(nil, nil, @client_options)
        Download.new(folder) do |picture|
          url = preview_url(picture.guid, picture.client, picture.image_size, **picture.options, fallback: false)
          opts = { timeout: timeout || PATIENCE, retries: 0, raise_errors: true }
          response = captured(picture.client) { images.request(:get, url, opts) }
          image?(response) ? response.body : raise(unexpected("image"))
        end
      end

      # All of one: what is saved is not fetched again.
      def image?(response)
        response.status == 200 && response.content_type.start_with?("image/") && !response.body.empty?
      end

      # A 504 speaks of the e-mail client, not of the API.
      def captured(client)
        yield
      rescue ApiError => e
        raise e.status == 504 ? too_slow(client, e) : e
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
