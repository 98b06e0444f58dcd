# frozen_string_literal: true

require "digest"
require "fileutils"
require "securerandom"
require_relative "../../litmos"

module OmniAuth
  module Litmos
    module Inboxes
      # An inbox in a directory, for all processes of a machine and beyond their end. Each event is a file in `pending`
      # until it is done, and an empty one in `done` from then on. Remove those when Litmos does not send the events
      # again any more.
      #
      #     OmniAuth::Litmos::Inboxes::Directory.new("storage/litmos")
      class Directory
        include OmniAuth::Litmus::Unserializable

        # @param path [String] it is made by the first request
        def initialize(path)
          @path = path.to_s
        end

        # @see Memory#put
        # @raise [StoreError]
        def put(id, event)
          stored do
            next false if File.exist?(file("done", id))

            draft = file("drafts", SecureRandom.hex)
            File.open(draft, File::WRONLY | File::CREAT | File::EXCL, 0o600) { |io| io.write(event) && io.fsync }
            publish(draft, file("pending", id))
          end
        end

        # @see Memory#pending
        # @raise [StoreError]
        def pending(most)
          stored do
            paths = Dir[File.join(@path, "pending", "*")]
            oldest = paths.sort_by { |path| [File.mtime(path), path] }
            found = oldest.reject { |path| forgotten?(path) }.first(most)
            found.map { |path| File.read(path, encoding: Encoding::UTF_8) }
          end
        end

        # @see Memory#done
        # @raise [StoreError]
        def done(id)
          stored do
            FileUtils.touch(file("done", id))
            FileUtils.rm_f(file("pending", id))
          end
        end

        # @see Memory#exclusively
        # @raise [StoreError]
        def exclusively
          lock = stored { File.open(File.join(@path, "lock"), File::RDWR | File::CREAT, 0o600) }
          lock.flock(File::LOCK_EX)
          yield
        ensure
          lock&.close
        end

        private

        # A link is made once, and the file is complete by then.
        def publish(draft, path)
          File.link(draft, path)
          true
        rescue Errno::EEXIST
          false
        ensure
          FileUtils.rm_f(draft)
        end

        # Another process has put it while it was finished here.
        def forgotten?(path)
          return false unless File.exist?(path.sub(%r{/pending/(\h+)\z}, '/done/\1'))

          FileUtils.rm_f(path)
          true
        end

        def file(kind, id)
          File.join(@path, kind, Digest::SHA256.hexdigest(id))
        end

        def stored
          %w[drafts pending done].each { |kind| FileUtils.mkdir_p(File.join(@path, kind), mode: 0o700) }
          yield
        rescue SystemCallError => e
          hint = "See whether the process may write there, and whether there is room"
          raise OmniAuth::Litmus::StoreError.new("The inbox cannot be used: #{e.class}", code: :inbox_failed, hint:)
        end
      end
    end
  end
end
