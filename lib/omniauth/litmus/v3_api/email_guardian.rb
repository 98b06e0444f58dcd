# frozen_string_literal: true

module OmniAuth
  module Litmus
    class V3Api
      # Email Guardian watches over e-mails that are sent again and again: Litmus tells if one looks different in an
      # e-mail client, or if a link or an image of it breaks.
      class EmailGuardian
        include Unserializable

        PATH = "/v3/email_guardian/emails"
        # An id from outside, such as "../ping", must not lead to another path.
        ID = /\A[\w-]{1,80}\z/
        private_constant :PATH, :ID

        # @param api [V3Api]
        def initialize(api)
          @api = api
        end

        # Begins to monitor an e-mail. Called twice, it monitors two.
        #
        # @param html [String] the e-mail
        # @param integration_user_id [String, Integer] of {V3Api#create_integration_user}
        # @return [Resource] with the `id` for {#unenroll}
        # @raise [ConfigurationError] for an empty e-mail, or an id that is none
        # @raise [Error]
        def enroll(html, integration_user_id:)
          attributes = { html: email(html) }
          params = { integration_user_id: id("integration_user_id", integration_user_id) }
          @api.create(PATH, type: "emails", attributes:, params:)
        end

        # Ends it.
        #
        # @param id [String, Integer] of the e-mail
        # @param integration_user_id [String, Integer] in whose name it was enrolled
        # @return [true]
        # @raise [ApiError] `:not_found` for an e-mail that is not enrolled
        # @raise [Error]
        def unenroll(id, integration_user_id:)
          path = "#{PATH}/#{id("id", id)}"
          @api.remove(path, params: { integration_user_id: id("integration_user_id", integration_user_id) })
        end

        private

        def email(html)
          text = html.is_a?(String) ? Plain.text(html) : ""
          text.valid_encoding? && text.match?(/\S/) ? text : raise(wrong("html", "the e-mail, as text"))
        end

        def id(name, value)
          plain = Plain.text(value).to_s
          plain.valid_encoding? && ID.match?(plain) ? plain : raise(wrong(name, "an id"))
        end

        def wrong(name, expected)
          ConfigurationError.new("The #{name} must be #{expected}", code: :invalid_value, hint: "Pass ids as returned")
        end
      end
    end
  end
end
