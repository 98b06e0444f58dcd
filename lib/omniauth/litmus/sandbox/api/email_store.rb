# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class Sandbox
      module Api
        # The uploaded e-mails and their captures; each e-mail is kept for a day.
        class EmailStore
          # Seconds that an e-mail is kept.
          LIFETIME = 86_400

          Email = Struct.new(:created_at, :captures)

          # @param settings [Settings]
          def initialize(settings)
            @settings = settings
            @lock = Mutex.new
            @emails = {}
          end

          # @return [String] the e-mail's guid
          def add
            guid = SecureRandom.uuid
            @lock.synchronize do
              @emails.shift while @emails.any? && old?(@emails.first.last)
              @emails[guid] = Email.new(@settings.now, {})
            end
            guid
          end

          # @param guid [String]
          # @return [Boolean]
          def exist?(guid)
            @lock.synchronize { @emails.key?(guid) && !old?(@emails[guid]) }
          end

          # @param guid [String] of an e-mail that exists
          # @param name [String] of a capture
          # @return [Boolean] whether it is new. Litmus bills each capture once.
          def capture(guid, name)
            @lock.synchronize do
              captures = @emails.fetch(guid).captures
              !captures.key?(name) && captures[name] = true
            end
          end

          # @param guids [Array<String>] unknown ones are ignored
          # @return [void]
          def delete(guids)
            @lock.synchronize { guids.each { |guid| @emails.delete(guid) } }
          end

          private

          def old?(email)
            @settings.now - email.created_at >= LIFETIME
          end
        end
      end
    end
  end
end
