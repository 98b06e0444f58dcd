# frozen_string_literal: true

module OmniAuth
  module Litmus
    class Doctor
      # Are the settings there and well-formed?
      #
      # @api private
      class Configuration < Check
        NAME = :configuration

        private

        def findings
          context.usable = true
          troubles = [client_id, client_secret, settings].compact
          return troubles if troubles.any?

          [ok("The client id and the secret are there, and the addresses are well-formed.")]
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
            failed(:"padded_#{code}", "The #{words} has blanks or a line end around it.",
                   "Set #{variable} without them.")
          end
        end

        # The client reads its settings at the first use of one.
        def settings
          target.client.token_url
          nil
        rescue Error => e
          context.usable = false
          broken(e)
        end
      end
    end
  end
end
