# frozen_string_literal: true

require "securerandom"

module OmniAuth
  module Litmus
    class Sandbox
      # The e-mails that were uploaded, for a day, and which captures of them there are.
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
        def there?(guid)
          @lock.synchronize { @emails.key?(guid) && !old?(@emails[guid]) }
        end

        # @param guid [String] of an e-mail that is there
        # @param name [String] of a capture
        # @return [Boolean] whether this was the first time, which is billed
        def capture(guid, name)
          @lock.synchronize do
            captures = @emails.fetch(guid).captures
            !captures.key?(name) && captures[name] = true
          end
        end

        # @param guids [Array<String>] of e-mails that may be there
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
