# frozen_string_literal: true

require "json"

module OmniAuth
  module Litmos
    # An import of many users, which Litmos works off by and by.
    class BulkImport
      include OmniAuth::Litmus::Unserializable

      # What Litmos takes in one request, in bytes.
      MOST = 2000 * 1024
      # How the words begin that a status ends with.
      SUCCEEDED = /\A(complet|success|succeed|finish|done|imported|processed)/i
      ENDED = /#{SUCCEEDED}|\A(fail|error|cancel|abort|reject)/i
      SPELLING = { "UserName" => "Username", UserName: :Username }.freeze
      private_constant :SPELLING, :SUCCEEDED, :ENDED

      class << self
        # @api private
        # @see Client#bulk_import
        def run(client, users, deadline, interval, params)
          users = users.map { |user| named(user) }
          check_size(users)
          import = new(client.post("/bulkimports", json: users, params:) || {})
          until import.ended?
            raise unfinished(deadline) if deadline.left <= interval

            yield import if block_given?
            sleep(interval)
            import = client.bulk_import_status(import.id)
          end
          import
        end

        private

        # Here, and only here, Litmos spells it `Username`.
        def named(user)
          user.is_a?(Hash) ? user.transform_keys(SPELLING) : user
        end

        def check_size(users)
          return if JSON.generate(Timestamps.write(users)).bytesize <= MOST

          hint = "Litmos takes 2000 KB, about 2000 users: import a part at a time"
          raise OmniAuth::Litmus::ConfigurationError.new("The import is too large", code: :too_large, hint:)
        end

        def unfinished(deadline)
          OmniAuth::Litmus::TimeoutError.new("The import has not ended within #{deadline.seconds} s",
                                             code: :import_unfinished, retryable: true,
                                             hint: "It goes on at Litmos: look again with bulk_import_status")
        end
      end

      # @param document [Hash] as the API gives it
      def initialize(document)
        @document = document
        freeze
      end

      # @return [Hash] all that the API says of it: counts of records, of duplicates, and so on
      attr_reader :document

      # @return [String]
      def id
        document["Id"].to_s
      end

      # @return [String] in Litmos's words, such as `"Waiting"`
      def status
        document["Status"].to_s
      end

      # @return [Boolean] whether nothing more will happen
      def ended?
        status.match?(ENDED)
      end

      # @return [Boolean] whether it came to a good end
      def succeeded?
        status.match?(SUCCEEDED) && document["Failed"].to_i.zero?
      end
    end
  end
end
