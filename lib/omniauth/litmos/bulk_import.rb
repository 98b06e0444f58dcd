# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmos
    # An import of many users, which Litmos processes in the background.
    class BulkImport
      include OmniAuth::Litmus::Unserializable

      # Bytes that Litmos accepts in a request.
      MOST = 2000 * 1024
      # The beginnings of a final status; {#status} has examples.
      SUCCEEDED = /\A(complet|success|succeed|finish|done|imported|processed)/i
      ENDED = /#{SUCCEEDED}|\A(fail|error|cancel|abort|reject)/i
      # Only in imports, Litmos spells it `Username`.
      SPELLING = { "UserName" => "Username", UserName: :Username }.freeze
      private_constant :SPELLING, :SUCCEEDED, :ENDED

      class << self
        # @api private
        # @see Client#bulk_import
        def run(client, users, deadline, interval, params)
          users = spelled(users)
          check_size(users)
          import = made(client.post("/bulkimports", json: users, params:))
          until import.ended?
            raise unfinished(deadline) if deadline.remaining <= interval

            yield import if block_given?
            sleep(interval)
            import = client.bulk_import_status(import.id)
          end
          import
        end

        private

        def spelled(users)
          raise no_users unless users.is_a?(Array) && users.all? { |user| user.respond_to?(:to_hash) }

          users.map { |user| user.to_hash.transform_keys(SPELLING) }
        end

        def made(document)
          import = new(document) if document.is_a?(Hash)
          return import if import && !import.id.empty?

          hint = "Litmos may have the import all the same: see the list of imports there"
          raise OmniAuth::Litmus::ProtocolError.new("The response is no import", code: :unexpected_answer, hint:)
        end

        def no_users
          hint = 'Give an Array of Hashes, such as [{ "Username" => "ada@example.com", … }]'
          OmniAuth::Litmus::ConfigurationError.new("The users are no list of Hashes", code: :invalid_value, hint:)
        end

        def check_size(users)
          return if JSON.generate(Timestamps.format(users)).bytesize <= MOST

          hint = "Litmos accepts 2000 KB, which is about 2000 users: import them in parts"
          raise OmniAuth::Litmus::ConfigurationError.new("The import is too large", code: :too_large, hint:)
        end

        def unfinished(deadline)
          OmniAuth::Litmus::TimeoutError.new("The import has not ended within #{deadline.seconds} s",
                                             code: :import_unfinished, retryable: true,
                                             hint: "Litmos goes on with it: look again with bulk_import_status")
        end
      end

      # @param document [Hash] of the API
      def initialize(document)
        @document = document
        freeze
      end

      # @return [Hash] all fields of the API: numbers of records, of duplicates and so on
      attr_reader :document

      # @return [String]
      def id
        document["Id"].to_s
      end

      # @return [String] such as `"Waiting"`, `"Processing"`, `"Completed"`, `"Failed"`
      def status
        document["Status"].to_s
      end

      # @return [Boolean] whether the status is final
      def ended?
        status.match?(ENDED)
      end

      # @return [Boolean] whether it has ended without failed records
      def succeeded?
        status.match?(SUCCEEDED) && document["Failed"].to_i.zero?
      end
    end
  end
end
