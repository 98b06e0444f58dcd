# frozen_string_literal: true

require "tmpdir"
require_relative "../previews"

module Demo
  class Walk
    # Previews of a newsletter.
    module Pictures
      private

      def contact_sheet
        Dir.mktmpdir do |folder|
          page = File.read(Previews.new(litmus.url, folder, @stage.trust).save, encoding: Encoding::UTF_8)
          pictures = page.scan(/<img src="([^"]+)"/).flatten.count { |file| picture?(File.join(folder, file)) }
          expect pictures == Previews::CLIENTS.length, "a picture for each e-mail client"
          "previews saved: a page with #{pictures} pictures of a newsletter"
        end
      rescue Previews::Failed => e
        raise Surprise, "expected previews: #{e.message}"
      end

      def picture?(path)
        File.binread(path, 8).end_with?("PNG\r\n\x1A\n".b)
      end
    end
  end
end
