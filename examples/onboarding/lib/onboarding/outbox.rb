# frozen_string_literal: true

require_relative "json_file"

module Onboarding
  # Who is being added to a team and has not been announced yet. Litmos knows who is in a team, but not who was told of
  # it: so a user is noted here before being added, and struck out once Slack has taken the message. What comes between
  # (a signal, a Slack that is down) leaves the note, and the next run makes up for it. Only ids are kept.
  class Outbox
    # @return [String]
    attr_reader :path

    # @param path [String]
    def initialize(path)
      @path = path
      @file = JsonFile.new(path, "outbox", "who waited in it is not announced any more")
    end

    # Keeps other runs out, which would announce the same people.
    #
    # @yield
    # @return [Object] of the block
    # @raise [Unusable]
    def lock
      file = @file.lock_file
      raise Unusable, "Another run is under way: it holds #{file.path}" unless file.flock(File::LOCK_EX | File::LOCK_NB)

      yield
    ensure
      file&.close
    end

    # @param list [String] account and team
    # @return [Array<String>] ids of users
    def pending(list)
      @file.read.fetch(list, [])
    end

    # @param list [String]
    # @param ids [Array<String>]
    # @return [void]
    def put(list, ids)
      @file.write(@file.read.merge(list => pending(list) | ids))
    end

    # @param list [String]
    # @param ids [Array<String>]
    # @return [void]
    def strike(list, ids)
      @file.write(@file.read.merge(list => pending(list) - ids).reject { |_, left| left.empty? })
    end
  end
end
