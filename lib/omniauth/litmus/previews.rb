# frozen_string_literal: true

require_relative "instant_api"
require_relative "previews/contact_sheet"
require_relative "previews/upload"

module OmniAuth
  module Litmus
    # Pictures of an e-mail in many e-mail clients, and a page to look at them: what `omniauth-litmus previews` does.
    #
    #     previews = OmniAuth::Litmus::Previews.new(api, "newsletter.html", "previews")
    #     previews.save(%w[OL2019 IPHONE13]) { |done, total| print "\r#{done} of #{total}" }
    #     previews.contact_sheet   # => "previews/index.html"
    #
    # Loaded by a require of its own, `omniauth/litmus/previews`.
    class Previews
      include Unserializable

      # @return [String, nil] the path of the page, once there is one
      attr_reader :contact_sheet

      # @param api [InstantApi]
      # @param file [String, Pathname] an e-mail: `.html`, `.txt`, or `.eml` for a whole message
      # @param folder [String, Pathname] for the pictures; made if it is not there
      # @param fields [Hash{Symbol => String}] as for {InstantApi#create_email}, such as `subject`
      def initialize(api, file, folder, **fields)
        @api = api
        @folder = File.path(folder)
        @upload = Upload.new(api, File.path(file), @folder, fields)
      end

      # Uploads the e-mail, saves the pictures, and writes the page. After an interruption it goes on: what was uploaded
      # less than a day ago, and has not changed since, is not uploaded again, and nothing is captured twice.
      #
      # @param clients [Array<String>] e-mail clients
      # @param capture [Hash] `size`, `images`, `orientation`
      # @yieldparam done [Integer]
      # @yieldparam total [Integer]
      # @return [Array<String, Error>] as {InstantApi#download_all}
      # @raise [ConfigurationError] for an unknown e-mail client, before anything is uploaded
      # @raise [Error, SystemCallError]
      def save(clients, size: :full, **capture, &progress)
        clients = clients.uniq
        names = known(clients)
        configurations = clients.map { |client| { client:, **capture.compact } }
        outcomes = @upload.with_guid { |guid| @api.download_all(guid, configurations, size, to: @folder, &progress) }
        @contact_sheet = ContactSheet.new(@upload.title, clients.zip(outcomes), names).write(@folder)
        outcomes
      end

      private

      # @return [Hash{String => Hash}] all e-mail clients
      def known(clients)
        names = @api.client_configurations
        odd = clients - names.keys
        return names if odd.empty?

        message = "There is no e-mail client #{odd.map(&:inspect).join(", ")}"
        hint = "omniauth-litmus previews --list prints them all"
        raise ConfigurationError.new(message, code: :invalid_value, hint:)
      end
    end
  end
end
