# frozen_string_literal: true

require "fileutils"
require "json"

module Onboarding
  # Who is being added to a team and has not been announced yet. Litmos knows who is in a team, but not who was told of
  # it: so a user is noted here before being added, and struck out once Slack has taken the message. What comes between
  # (a signal, a Slack that is down) leaves the note, and the next run makes up for it. Only ids are kept.
  class Outbox
    # It cannot be used; the message says why.
    class Unusable < StandardError; end

    # @param path [String]
    def initialize(path)
      @path = path
    end

    # Keeps other runs out, which would announce the same people.
    #
    # @yield
    # @return [Object] of the block
    # @raise [Unusable]
    def lock
      file = lock_file
      raise Unusable, "Another run is under way: it holds #{file.path}" unless file.flock(File::LOCK_EX | File::LOCK_NB)

      yield
    ensure
      file&.close
    end

    # @param list [String] account and team
    # @return [Array<String>] ids of users
    def pending(list)
      all.fetch(list, [])
    end

    # @param list [String]
    # @param ids [Array<String>]
    # @return [void]
    def put(list, ids)
      write(all.merge(list => pending(list) | ids))
    end

    # @param list [String]
    # @param ids [Array<String>]
    # @return [void]
    def strike(list, ids)
      write(all.merge(list => pending(list) - ids).reject { |_, left| left.empty? })
    end

    private

    def lock_file
      FileUtils.mkdir_p(File.dirname(@path))
      File.open("#{@path}.lock", File::RDWR | File::CREAT, 0o600)
    rescue SystemCallError => e
      raise unwritable(e)
    end

    def unwritable(error)
      Unusable.new("The outbox #{@path} cannot be written: #{error.class}")
    end

    def all
      return {} unless File.exist?(@path)

      lists = JSON.parse(File.read(@path))
      return lists if lists.is_a?(Hash) && lists.values.all?(Array)

      raise JSON::ParserError
    rescue JSON::ParserError
      raise Unusable, "#{@path} is no outbox: move it away; who waited in it is not announced any more"
    end

    # As a whole or not at all, whenever the process ends.
    def write(lists)
      File.open("#{@path}.new", File::WRONLY | File::CREAT | File::TRUNC, 0o600) do |file|
        file.write(JSON.generate(lists))
        file.fsync
      end
      File.rename("#{@path}.new", @path)
    rescue SystemCallError => e
      raise unwritable(e)
    end
  end
end
