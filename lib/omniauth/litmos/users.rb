# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The users of an account. They are Hashes with the names of the API: `"Id"`, `"UserName"`, and so on.
    class Users
      include Enumerable
      include UserCourses

      PATH = "/users"
      # Entries of a page: calls are scarce, and the largest pages are slow.
      PAGE = 500
      # After these nobody knows whether the API did what was asked.
      LOST = [OmniAuth::Litmus::TimeoutError, OmniAuth::Litmus::ConnectionError, OmniAuth::Litmus::ProtocolError].freeze
      # To create one user.
      ATTEMPTS = 3
      private_constant :PATH, :PAGE, :LOST, :ATTEMPTS

      # @param client [Client]
      def initialize(client)
        @client = client
      end

      # @param id [String] of the user
      # @return [Hash, nil] nil: there is no such user
      # @raise [Error]
      def find(id)
        @client.find(PATH, Path.id(id))
      end

      # @param id [String]
      # @return [Hash, nil] with the fields that lists leave out
      # @raise [Error]
      def details(id)
        @client.find(PATH, "details", Path.id(id))
      end

      # @param user_name [String, nil]
      # @param email [String, nil]
      # @return [Hash, nil] the user with exactly this name or address, in any case of letters
      # @raise [Error]
      def find_by(user_name: nil, email: nil)
        field, value = user_name ? ["UserName", user_name] : ["Email", email]
        found = pages(PAGE, { search: value }).find { |user| written(user, field)[field].to_s.casecmp?(value.to_s) }
        found && (find(found["Id"]) || found)
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
        found = find_by(user_name:)
        return [found, :found] if found

        created = create_surely(attributes, user_name, send_message)
        [created || find_by(user_name:), :created]
      rescue AlreadyExists
        [find_by(user_name:), :found]
      end

      # @param id [String]
      # @param attributes [Hash] what is to change
      # @return [Hash, nil] what the API gives back
      # @raise [Error]
      def update(id, attributes)
        @client.put(Path.to("users", Path.id(id)), json: attributes)
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

      # Not every account's lists have the address.
      def written(user, field)
        user.key?(field) ? user : details(user["Id"]) || user
      end

      # Where the answer is lost, the user may have been created: that is looked up before it is tried again.
      def create_surely(attributes, user_name, send_message, attempts = ATTEMPTS)
        create(attributes, send_message:)
      rescue *LOST, OmniAuth::Litmus::ApiError => e
        raise unless lost?(e) && attempts > 1

        find_by(user_name:) || create_surely(attributes, user_name, send_message, attempts - 1)
      end

      def lost?(error)
        LOST.any? { |kind| error.is_a?(kind) } || error.status.to_i >= 500
      end
    end
  end
end
