# frozen_string_literal: true

require "open3"
require "tmpdir"

require_relative "worker_process"

module Bench
  # What valgrind's callgrind counts in a worker: instructions, and the allocations that the extension asks for.
  class Callgrind
    # The functions that allocate, as glibc and valgrind name them.
    ALLOCATIONS = /\A(?:malloc|calloc|realloc|posix_memalign|aligned_alloc|memalign)\z/
    LIBRARY = /omniauth_litmus_rs/
    # No garbage collection falls into one of two runs and not into the other.
    QUIET = %w[RUBY_GC_HEAP_INIT_SLOTS=600000 RUBY_GC_MALLOC_LIMIT=200000000 RUBY_GC_OLDMALLOC_LIMIT=200000000].freeze
    private_constant :ALLOCATIONS, :LIBRARY, :QUIET

    # @return [Boolean]
    def self.installed?
      Open3.capture2e("valgrind", "--version").last.success?
    rescue Errno::ENOENT
      false
    end

    # @param implementation [Symbol]
    # @param place [Litmus::Place]
    # @param order [Array] a duty and its arguments
    # @return [Callgrind]
    def self.run(implementation, place, order)
      Dir.mktmpdir("callgrind") do |directory|
        file = File.join(directory, "profile")
        command = ["env", *QUIET, "valgrind", "--quiet", "--tool=callgrind", "--callgrind-out-file=#{file}"]
        worker = WorkerProcess.new(implementation, place, under: command)
        # The first login reads the certificates, which a request phase alone does not wait for.
        worker.ask(:logins, 1, 1)
        worker.ask(*order)
        worker.finish
        new(file)
      end
    end

    # @return [Integer]
    attr_reader :instructions, :allocations

    # @param file [String] in callgrind's format: functions and libraries are named once, and then by number
    def initialize(file)
      @names = { "fn" => {}, "ob" => {} }
      @allocations = 0
      File.foreach(file) { |line| read(line) }
    end

    private

    # `ob` is the library in which the lines that follow are, and `cob` and `cfn` what a line there calls.
    def read(line)
      key, value = line.match(/\A(\w+)(?:=|: )(.+)/)&.captures
      case key
      when "totals" then @instructions = Integer(value)
      when "ob" then @library = name("ob", value)
      when "cob", "fn" then name(key.delete_prefix("c"), value)
      when "cfn" then @called = name("fn", value)
      when "calls" then count(value.to_i)
      end
    end

    def count(calls)
      @allocations += calls if @called.match?(ALLOCATIONS) && @library.match?(LIBRARY)
    end

    def name(kind, text)
      number, name = text.match(/\A(\(\d+\))(?: (.+))?/).captures
      name ? @names[kind][number] = name : @names[kind].fetch(number)
    end
  end
end
