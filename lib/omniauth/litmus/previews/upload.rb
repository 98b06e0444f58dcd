# frozen_string_literal: true

require "digest"
require "json"
require_relative "../whole_file"

module OmniAuth
  module Litmus
    class Previews
      # An e-mail in a file, and which e-mail of Litmus that is. The folder remembers it, so that a second run does not
      # upload it again: Litmus would capture, and bill, all previews anew.
      #
      # @api private
      class Upload
        include Unserializable

        # By the file's ending.
        KINDS = { ".html" => :html_text, ".htm" => :html_text, ".txt" => :plain_text, ".eml" => :raw_source }.freeze
        # Where the folder remembers.
        RECORD = "previews.json"
        # Seconds: a bit less than Litmus keeps an e-mail.
        LIFETIME = 23 * 3600
        private_constant :RECORD, :LIFETIME

        # @param api [InstantApi]
        # @param file [String]
        # @param folder [String]
        # @param fields [Hash{Symbol => String}]
        def initialize(api, file, folder, fields)
          @api = api
          @file = file
          @folder = folder
          @fields = fields.compact
        end

        # @return [String] the subject, or the file's name
        def title
          @fields.fetch(:subject, File.basename(@file))
        end

        # @yieldparam guid [String] of the e-mail; a second time if that of an earlier run is gone
        # @return [Object] what the block returns
        # @raise [Error, SystemCallError]
        def with_guid
          yield recorded || upload
        rescue ApiError => e
          raise unless e.code == :not_found && !@uploaded

          yield upload
        end

        private

        def email
          @email ||= { kind => text, **@fields }
        end

        def kind
          KINDS.fetch(File.extname(@file).downcase) do
            message = "The e-mail's file must end in #{KINDS.keys.join(", ")}"
            raise ConfigurationError.new(message, code: :invalid_value, hint: "Rename it after what is in it")
          end
        end

        def text
          text = File.read(@file, encoding: Encoding::UTF_8)
          return text if text.valid_encoding? && text.match?(/\S/)

          hint = "Save the e-mail as UTF-8"
          raise ConfigurationError.new("The e-mail's file must be text, and not empty", code: :invalid_value, hint:)
        end

        # A guid is of this e-mail at this API, and of no other.
        def digest
          @digest ||= Digest::SHA256.hexdigest(JSON.generate([@api.host, email]))
        end

        def recorded
          record = JSON.parse(File.read(record_path))
          record["guid"] if record["digest"] == digest && Time.now.to_i - record["uploaded_at"] < LIFETIME
        rescue Errno::ENOENT, JSON::ParserError, TypeError, NoMethodError
          nil # none, or it is not ours
        end

        def upload
          @uploaded = true
          guid = @api.create_email(**email).to_s
          WholeFile.write(record_path, JSON.pretty_generate(guid:, digest:, uploaded_at: Time.now.to_i))
          guid
        end

        def record_path
          File.join(@folder, RECORD)
        end
      end
    end
  end
end
