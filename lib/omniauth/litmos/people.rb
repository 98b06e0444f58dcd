# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The methods of {Users} that are about one user's teams, custom fields and sign-in.
    module People
      # The teams of a user. Each page is requested when it is needed.
      #
      # @param user [String, Hash] an id, or a user
      # @param limit [Integer] entries of a page
      # @yieldparam team [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such user
      # @raise [Error]
      def teams(user, limit: 500, &block)
        pages_below(user, "teams", limit:, &block)
      end

      # Removes a user from all teams.
      #
      # @param user [String, Hash] an id, or a user
      # @return [true]
      # @raise [NotFound] if there is no such user
      # @raise [Error]
      def leave_teams(user)
        of_user { @client.delete(Path.to("users", Path.id(user), "teams")) }
        true
      end

      # @param user [String, Hash] an id, or a user
      # @return [Hash{String => Object}] the values of the advanced custom fields by name
      # @raise [NotFound] if there is no such user
      # @raise [Error]
      def custom_fields(user)
        CustomFields.read(@client, custom_fields_path(user)) || raise(absent)
      end

      # Sets advanced custom fields; others stay as they are. Litmos ignores silently a name that it does not know, so
      # the fields are read afterwards.
      #
      # @param user [String, Hash] an id, or a user
      # @param fields [Hash] values by name
      # @return [Hash{String => Object}] as for {#custom_fields}
      # @raise [NotFound] if there is no such user
      # @raise [Error]
      def set_custom_fields(user, fields)
        of_user { @client.post(custom_fields_path(user), json: fields(fields)) }
        custom_fields(user)
      end

      # The address that signs a user in at Litmos, without a password: redirect the user's browser to it. Each address
      # works once, so it is read anew each time; do not store it.
      #
      #     redirect_to litmos.users.login_url(current_user.litmos_id), allow_other_host: true
      #
      # @param user [String, Hash] an id, or a user; not a user name that somebody may choose
      # @return [LoginUrl] a String that `inspect`, logs and JSON do not show
      # @raise [NotFound] if there is no such user, or no address: `:no_login_url`
      # @raise [Error]
      def login_url(user)
        id = Path.id(user)
        record = find(id)
        raise absent unless record && record["Id"].to_s == id

        record["LoginKey"].then { |url| url if url.is_a?(LoginUrl) && url.web? } || raise(no_login_url)
      end

      private

      def of_user
        yield
      rescue OmniAuth::Litmus::ApiError => e
        raise NotFound.meant_by?(e) ? absent : e
      end

      def custom_fields_path(user)
        Path.to("users", Path.id(user), "usercustomfields")
      end

      def no_login_url
        hint = "Use the API key of an account owner, and check that the user is active"
        NotFound.new("Litmos gives no login URL for the user", code: :no_login_url, hint:)
      end
    end
  end
end
