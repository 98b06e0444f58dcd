# frozen_string_literal: true

require "erb"
require_relative "../whole_file"

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
          @title = readable(title)
          @entries = outcomes.map do |client, outcome|
            known = configurations[client].to_h
            Entry.new(client:, name: known["name"] || client, platform: known["platform"],
                      **(outcome.is_a?(String) ? { file: File.basename(outcome) } : { error: outcome.message }))
          end
        end

        # @param folder [String] of the pictures
        # @return [String] the path of the page
        def write(folder)
          page = ERB.new(File.read(TEMPLATE, encoding: Encoding::UTF_8), trim_mode: "-").result(binding)
          File.join(folder, NAME).tap { |path| WholeFile.write(path, page) }
        end

        private

        # A file's name may be of any bytes, and the locale of a server says little about them.
        def readable(text)
          text.dup.force_encoding(Encoding::UTF_8).scrub
        end

        def escaped(text)
          ERB::Util.html_escape(text)
        end
      end
    end
  end
end
