# frozen_string_literal: true

module Soak
  # What a process holds, from /proc. Connections are pooled, and how many there are depends on how many calls happened
  # to meet: they are told apart from the other descriptors. One that the process above had when it forked is among
  # them, and when it ends there it is still a socket here, without an entry in the list of connections.
  Footprint = Struct.new(:descriptors, :connections, :threads, :kibibytes) do
    # The most connections that a process may keep: a login has one to each of the two hosts, and the process above had
    # one.
    const_set(:CONNECTIONS, (2 * 8) + 1)
    # The most memory that a process may take on after a tenth of its work, in kB. Garbage that waits for a collection,
    # and what malloc keeps in fragments, move by several MB. Of 90,000 logins of a worker, 200 bytes that each had left
    # behind would be more than this.
    const_set(:GROWTH, 16 * 1024)

    class << self
      # @param pid [Integer]
      # @return [Footprint] of this moment
      def of(pid)
        held = Dir.children("/proc/#{pid}/fd").filter_map { |number| target(pid, number) }
        connections = (held.filter_map { |target| target[/\Asocket:\[(\d+)\]/, 1] } - listeners(pid)).length
        new(held.length - connections, connections, Dir.children("/proc/#{pid}/task").length,
            File.read("/proc/#{pid}/status")[/^VmRSS:\s*(\d+)/, 1].to_i)
      end

      private

      # @return [Array<String>] the inodes of sockets that are no connections
      def listeners(pid)
        lines = File.readlines("/proc/#{pid}/net/tcp").drop(1).map(&:split)
        lines.select { |fields| fields[3] == "0A" }.map { |fields| fields[9] }
      end

      def target(pid, number)
        File.readlink("/proc/#{pid}/fd/#{number}")
      rescue Errno::ENOENT
        nil # Closed meanwhile.
      end
    end

    # @param before [Footprint] of the same process
    # @return [Array<String>] what has grown that must not
    def grown(before)
      limits = before.to_h.merge(connections: self.class::CONNECTIONS, kibibytes: before.kibibytes + self.class::GROWTH)
      each_pair.filter_map { |figure, value| "#{value} #{figure}, not #{limits[figure]}" if value > limits[figure] }
    end
  end
end
