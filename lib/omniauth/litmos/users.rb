# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The users of an account: Hashes with the names of the API, such as `"Id"` and `"UserName"`.
    class Users
      include EditableCollection
      include LearningAssignments
      include UserCourses
      include People

      # Errors after which a request may have been processed or not.
      UNCERTAIN = [OmniAuth::Litmus::TimeoutError, OmniAuth::Litmus::ConnectionError,
                   OmniAuth::Litmus::ProtocolError].freeze
      # Requests to create a user.
      MAX_ATTEMPTS = 3
      # User names that can be part of a path: Litmos's servers refuse a path with `+` or `&`.
      SAFE_IN_PATH = /\A\w[\w.@-]*\z/
      private_constant :UNCERTAIN, :MAX_ATTEMPTS, :SAFE_IN_PATH

      # {Collection#find}, which gives fields that lists do not have, by another name. A user's id may be a user name.
      #
      # @see Collection#find
      alias details find

      # @param user_name [String, nil]
      # @param email [String, nil]
      # @return [Hash, nil] the user with exactly this user name or address, in any case; nil without either
      # @raise [Error]
      def find_by(user_name: nil, email: nil)
        field, value = user_name ? ["UserName", user_name] : ["Email", email]
        return if value.to_s.b.strip.empty?

        value = words(value, hint: "Give user_name: or email:").strip
        search(field, value) || find_by_path(field, value)
      end

      # @param id [String, nil]
      # @param by [Hash] as for {#find_by}
      # @return [Boolean]
      # @raise [Error]
      def exist?(id = nil, **by)
        !(id ? find(id) : find_by(**by)).nil?
      end

      # It is not retried if the response is lost, since the user may have been created: see {#find_or_create}.
      #
      # @param attributes [Hash] `UserName`, `FirstName`, `LastName` and other fields of the API
      # @param send_message [Boolean] whether Litmos tells the user by e-mail
      # @return [Hash, nil] the user, if the API returns it
      # @raise [AlreadyExists] if the user name is taken
      # @raise [Error]
      def create(attributes, send_message: false)
        @client.post(path, json: fields(attributes), params: { sendmessage: send_message })
      rescue OmniAuth::Litmus::ApiError => e
        raise e unless e.code == :conflict

        raise AlreadyExists.new("There is a user of that name", code: :already_exists, response: e.response,
                                                                description: e.description,
                                                                hint: "Find the user with find_by, and update it")
      end

      # Creates a user unless there is one with this user name. It can be called again after any error.
      #
      # @param attributes [Hash] as for {#create}
      # @param send_message [Boolean] as for {#create}
      # @return [Array(Hash, Symbol)] the user, and `:created` or `:found`
      # @raise [ConfigurationError] without a `UserName`
      # @raise [AlreadyExists] if the user name is taken by somebody whom the API key may not see
      # @raise [Error]
      def find_or_create(attributes, send_message: false)
        user_name = words(fields(attributes)["UserName"] || attributes[:UserName], hint: "Give UserName")
        found = search("UserName", user_name)
        return [found, :found] if found

        created = create_or_find(attributes, user_name, send_message)
        [created || find_by(user_name:), :created]
      rescue AlreadyExists => e
        [find_by(user_name:) || raise(e), :found]
      end

      # Deactivates a user, who then cannot sign in any more and is in no list of a team. Results are kept.
      #
      # @param id [String, Hash] an id or a user name, or a user
      # @return [Hash, nil] as for {#update}
      # @raise [NotFound] if there is no such user
      # @raise [Error]
      def deactivate(id)
        update(id, Active: false)
      end

      private

      def path = "/users"

      # The list of some accounts has no `Email`; then the user is read.
      def search(field, value)
        each(search: value) do |user|
          next unless same?(user, field, value) || !user.key?(field)

          user = find(user["Id"]) || user
          return user if same?(user, field, value)
        end
        nil
      end

      # By its documentation, the search looks only at first and last names; but Litmos finds a user name in the path.
      def find_by_path(field, value)
        user = find(value) if SAFE_IN_PATH.match?(value)
        user if user && same?(user, field, value)
      end

      def same?(user, field, value)
        user[field].to_s.casecmp?(value.to_s)
      end

      def absent
        hint = "Find the user with find_by, or create one"
        NotFound.new("There is no such user", code: :no_such_user, hint:)
      end

      # If the response is lost, the user may have been created, so it looks for the user before it tries again.
      def create_or_find(attributes, user_name, send_message, attempts = MAX_ATTEMPTS)
        create(attributes, send_message:)
      rescue *UNCERTAIN, OmniAuth::Litmus::ApiError => e
        raise unless uncertain?(e) && attempts > 1

        search("UserName", user_name) || create_or_find(attributes, user_name, send_message, attempts - 1)
      end

      def uncertain?(error)
        UNCERTAIN.any? { |kind| error.is_a?(kind) } || error.status.to_i >= 500
      end
    end
  end
end
