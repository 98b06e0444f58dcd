# frozen_string_literal: true

require "erb"

module OmniAuth
  module Litmus
    class Previews
      # A page with all pictures side by side. It is one file and loads nothing but the pictures beside it.
      #
      # @api private
      class ContactSheet
        TEMPLATE = File.expand_path("contact_sheet.html.erb", __dir__)
        NAME = "index.html"
        private_constant :TEMPLATE, :NAME

        # A picture, or the reason why there is none.
        Entry = Struct.new(:client, :name, :platform, :file, :error, keyword_init: true)
        private_constant :Entry

        # @param title [String]
        # @param outcomes [Array<Array(String, String)>] by e-mail client, a path or an {Error}
        # @param configurations [Hash{String => Hash}] of the e-mail clients, as the API lists them
        def initialize(title, outcomes, configurations)
          @title = title
          @entries = outcomes.map do |client, outcome|
            known = configurations.fetch(client, {})
            Entry.new(client:, name: known["name"] || client, platform: known["platform"],
                      **(outcome.is_a?(String) ? { file: File.basename(outcome) } : { error: outcome.message }))
          end
        end

        # @param folder [String] of the pictures
        # @return [String] the path of the page
        def write(folder)
          FileUtils.mkdir_p(folder)
          path = File.join(folder, NAME)
          File.write(path, ERB.new(File.read(TEMPLATE, encoding: Encoding::UTF_8), trim_mode: "-").result(binding))
          path
        end

        private

        def escaped(text)
          ERB::Util.html_escape(text)
        end
      end
    end
  end
end
