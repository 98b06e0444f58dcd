# frozen_string_literal: true

module OmniAuth
  module Litmus
    class InstantApi
      # One image of one preview: of an e-mail, in an e-mail client, in a size.
      #
      # @api private
      Picture = Struct.new(:guid, :client, :image_size, :images, :orientation, keyword_init: true) do
        # @return [Hash{Symbol => String}] what is not Litmus's default
        def options
          { images:, orientation: }.compact
        end

        # @return [Hash{Symbol => String}] as {InstantApi#prefetch} takes it
        def configuration
          { client:, **options }
        end

        # Without a folder: every part is a word. The guid is part of it, so that no file is taken for that of another
        # e-mail.
        #
        # @return [String] such as `"755d1f9f-ad28-460f-8e45-632e0eceab32-OL2019-blocked-thumb.png"`
        def file_name
          "#{[guid, client, images, orientation, (image_size unless image_size == "full")].compact.join("-")}.png"
        end
      end
      # The members that a configuration may have.
      Picture::OPTIONS = %w[client images orientation].freeze
    end
  end
end
