# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      module Checks
        # Are the settings present and well-formed?
        #
        # @api private
        class Configuration < Check
          NAME = :configuration

          private

          def findings
            context.usable = true
            faults = [client_id, client_secret, settings].compact
            return faults if faults.any?

            [ok("The client id and the secret are present, and the URLs are well-formed.")]
          end

          def client_id
            credential(target.client_id, "client id", "LITMUS_APP_ID", :client_id)
          end

          def client_secret
            credential(target.client_secret, "client secret", "LITMUS_SECRET", :client_secret)
          end

          def credential(value, words, variable, code)
            if value.nil? || value.strip.empty?
              failed(:"missing_#{code}", "There is no #{words}.", "Set #{variable} to what Litmus gave you.")
            elsif value != value.strip
              failed(:"padded_#{code}", "The #{words} has whitespace around it.",
                     "Set #{variable} without it.")
            end
          end

          # The client validates its settings when one of them is first used.
          def settings
            target.client.token_url
            nil
          rescue Error => e
            context.usable = false
            failed_with(e)
          end
        end
      end
    end
  end
end
