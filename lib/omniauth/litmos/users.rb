# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The users of an account. They are Hashes with the names of the API: `"Id"`, `"UserName"`, and so on.
    class Users
      include Enumerable
      include OmniAuth::Litmus::Unserializable
      include UserCourses

      PATH = "/users"
      # Entries of a page: calls are scarce, and the largest pages are slow.
      PAGE = 500
      # After these nobody knows whether the API did what was asked.
      LOST = [OmniAuth::Litmus::TimeoutError, OmniAuth::Litmus::ConnectionError, OmniAuth::Litmus::ProtocolError].freeze
      # To create one user.
      ATTEMPTS = 3
      # What can stand in an address: with `+` or `&` in it, Litmos's servers refuse it.
      PLAIN = /\A\w[\w.@-]*\z/
      private_constant :PATH, :PAGE, :LOST, :ATTEMPTS, :PLAIN

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # @param id [String] of the user, or the user name
      # @return [Hash, nil] with the fields that lists leave out; nil: there is no such user
      # @raise [Error]
      def find(id)
        whole(id)
      end
      alias details find

      # @param user_name [String, nil]
      # @param email [String, nil]
      # @return [Hash, nil] the user with exactly this name or address, in any case of letters
      # @raise [Error]
      def find_by(user_name: nil, email: nil)
        field, value = user_name ? ["UserName", user_name] : ["Email", email]
        value = value.to_s.strip
        return if value.empty?

        search(field, value) || named(field, value)
      end

      # @param id [String, nil]
      # @param by [Hash] as for {#find_by}
      # @return [Boolean]
      # @raise [Error]
      def exist?(id = nil, **by)
        !(id ? find(id) : find_by(**by)).nil?
      end

      # Is not repeated by itself where the answer is lost; {#find_or_create} is what can be.
      #
      # @param attributes [Hash] `UserName`, `FirstName`, `LastName`, and what else the API takes
      # @param send_message [Boolean] whether Litmos tells the user by e-mail
      # @return [Hash, nil] the user, where the API gives it back
      # @raise [AlreadyExists] where the name is taken
      # @raise [Error]
      def create(attributes, send_message: false)
        @client.post(PATH, json: attributes, params: { sendmessage: send_message })
      rescue OmniAuth::Litmus::ApiError => e
        raise e unless e.code == :conflict

        raise AlreadyExists.new("There is a user of that name", code: :already_exists, response: e.response,
                                                                description: e.description,
                                                                hint: "Find it with find_by, and change what differs")
      end

      # Creates a user unless there is one of that name: however often it is called, after whatever was interrupted.
      #
      # @param attributes [Hash] as for {#create}
      # @param send_message [Boolean] as for {#create}
      # @return [Array(Hash, Symbol)] the user, and `:created` or `:found`
      # @raise [Error]
      def find_or_create(attributes, send_message: false)
        user_name = attributes["UserName"] || attributes[:UserName]
        found = search("UserName", user_name)
        return [found, :found] if found

        created = create_surely(attributes, user_name, send_message)
        [created || find_by(user_name:), :created]
      rescue AlreadyExists
        [find_by(user_name:), :found]
      end

      # Changes a user. Litmos wants all of one, with the Id and in its own order: so the user is read before, and sent
      # with the changes in their places.
      #
      # @param id [String] of the user, or the user name
      # @param attributes [Hash] what is to change; what is not here stays
      # @return [Hash, nil] what the API gives back
      # @raise [NotFound] where there is no such user
      # @raise [Error]
      def update(id, attributes)
        user = whole(id, as: :undated) || raise(absent)
        user = { **user, **attributes.to_h.transform_keys(&:to_s), "Id" => user.fetch("Id") { Path.id(id) } }
        @client.put(Path.to("users", user["Id"]), json: user)
      end

      # All users, page by page as they are wanted.
      #
      # @param limit [Integer] entries of a page
      # @param params [Hash] further parameters, such as `search`
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [Error]
      def each(limit: PAGE, **params, &block)
        pages = pages(limit, params)
        block ? pages.each(&block) : pages.lazy
      end

      private

      def pages(limit, params)
        Pages.new(@client, PATH, limit:, params:)
      end

      # Below the path there are lists, too: `details` is one.
      def whole(id, **how)
        user = @client.find(PATH, Path.id(id), **how)
        user if user.is_a?(Hash)
      end

      # Not every account's lists have the address.
      def search(field, value)
        pages(PAGE, { search: value }).each do |user|
          next unless same?(user, field, value) || !user.key?(field)

          user = find(user["Id"]) || user
          return user if same?(user, field, value)
        end
        nil
      end

      # By the documentation a search looks at first and last names only; a user name in the id's place is that user.
      def named(field, value)
        user = find(value) if PLAIN.match?(value)
        user if user && same?(user, field, value)
      end

      def same?(user, field, value)
        user[field].to_s.casecmp?(value.to_s)
      end

      def absent
        hint = "Find the user with find_by, or create one"
        NotFound.new("There is no such user", code: :no_such_user, hint:)
      end

      # Where the answer is lost, the user may have been created: that is looked up before it is tried again.
      def create_surely(attributes, user_name, send_message, attempts = ATTEMPTS)
        create(attributes, send_message:)
      rescue *LOST, OmniAuth::Litmus::ApiError => e
        raise unless lost?(e) && attempts > 1

        search("UserName", user_name) || create_surely(attributes, user_name, send_message, attempts - 1)
      end

      def lost?(error)
        LOST.any? { |kind| error.is_a?(kind) } || error.status.to_i >= 500
      end
    end
  end
end
