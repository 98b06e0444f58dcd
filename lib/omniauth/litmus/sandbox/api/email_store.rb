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
          # E-mails that are kept; beyond that, the oldest is forgotten.
          LIMIT = 2000

          Email = Struct.new(:created_at, :captures, :message)
          private_constant :LIMIT

          # @param settings [Settings]
          def initialize(settings)
            @settings = settings
            @lock = Mutex.new
            @emails = {}
          end

          # @param message [Drawing::Message]
          # @return [String] the e-mail's guid
          def add(message)
            guid = SecureRandom.uuid
            @lock.synchronize do
              @emails.shift while @emails.any? && (old?(@emails.first.last) || @emails.length >= LIMIT)
              @emails[guid] = Email.new(@settings.now, {}, message)
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

          # @param guid [String]
          # @param name [String] of a capture
          # @return [Drawing::Message, nil] the e-mail, if there is that capture of it
          def captured(guid, name)
            email = @lock.synchronize { @emails[guid] }
            email.message if email && !old?(email) && email.captures.key?(name)
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
