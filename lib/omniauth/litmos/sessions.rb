# frozen_string_literal: true

module OmniAuth
  module Litmos
    # The sessions of a module that an instructor teaches, who is registered, and who was there:
    #
    #     sessions = litmos.courses.sessions("course-id", "module-id")
    #     sessions.register("session-id", ["u1", "u2"]).hints.each { |hint| warn hint }
    class Sessions
      include EditableCollection

      # @param client [Client]
      # @param course [String, Hash] an id, or a course
      # @param part [String, Hash] a module of it, or its id
      # @raise [ConfigurationError] for an invalid id
      def initialize(client, course, part)
        super(client)
        @module_path = Path.to("courses", Path.id(course), "modules", Path.id(part))
      end

      # It is not retried if the response is lost, since the session may have been created: see {#each}.
      #
      # @param attributes [Hash] `Name`, `InstructorUserId`, `SessionType`, `Days`, `TimeZone`, `Location`, `Slots` …
      # @return [Hash, nil] the session, if the API returns it
      # @raise [Error]
      def create(attributes)
        @client.post(path, json: fields(attributes))
      end

      # Everybody who is registered for a session of the module. Each page is requested when it is needed.
      #
      # @param limit [Integer] entries of a page
      # @yieldparam registration [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [Error]
      def registrations(limit: PAGE_SIZE, &block)
        Pages.new(@client, "#{@module_path}/registration", limit:, identity: :hash.to_proc).each(&block)
      end

      # Those who are registered for a session, with `Score` and `Completed`.
      #
      # @param session [String, Hash] an id, or a session
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such session
      # @raise [Error]
      def roll_call(session, limit: PAGE_SIZE, &block)
        pages_below(session, "rollcall", limit:, &block)
      end

      # Those who are registered for a session, with the days on which they were there.
      #
      # @param session [String, Hash] an id, or a session
      # @param limit [Integer] entries of a page
      # @yieldparam user [Hash]
      # @return [Enumerator::Lazy] without a block
      # @raise [NotFound] with the first page, if there is no such session
      # @raise [Error]
      def attendance(session, limit: PAGE_SIZE, &block)
        pages_below(session, "attendance", limit:, &block)
      end

      # Registers users for a session, with one request for each, and reads the roll call before and afterwards. It can
      # be called again after any error.
      #
      # @param session [String, Hash] an id, or a session
      # @param users [Array<String, Hash>, String, Hash] ids, or users
      # @return [Registration] who was registered, who was that already, and who could not be registered
      # @raise [NotFound] if there is no such session
      # @raise [Error] if the roll call cannot be read
      def register(session, users)
        id = Path.id(session)
        RegistrationChange.new(@client, self, id).call(Path.ids(users)) do |user|
          @client.post("#{path}#{Path.to(id, "users", user, "register")}")
        end
      end

      # Tells Litmos whether a user was there on a day of a session.
      #
      # @param day [String, Hash] an id, or one of the `Days` of a session
      # @param user [String, Hash] an id, or a user
      # @param attended [Boolean]
      # @return [true]
      # @raise [Error]
      def mark_attended(day, user, attended: true)
        @client.post("#{@module_path}#{Path.to("sessiondays", Path.id(day), "users", Path.id(user), "attended",
                                               attended ? "true" : "false")}")
        true
      end

      # Tells Litmos who has completed a session.
      #
      #     sessions.complete("session-id", { "u1" => 90, "u2" => nil })
      #
      # @param session [String, Hash] an id, or a session
      # @param scores [Hash{String, Hash => Integer, nil}] by user, of 100
      # @return [true]
      # @raise [Error]
      def complete(session, scores)
        json = fields(scores).map { |user, score| { Id: Path.id(user), Score: score, Completed: true }.compact }
        @client.post("#{path}#{Path.to(Path.id(session), "rollcall")}", json:)
        true
      end

      private

      def path = "#{@module_path}/sessions"

      def absent
        NotFound.new("There is no such session", code: :no_such_session, hint: "See sessions.each")
      end
    end
  end
end
