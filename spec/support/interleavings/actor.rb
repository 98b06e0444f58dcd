# frozen_string_literal: true

module Interleavings
  # One thread of a simulated process: a fiber that stops before each step, until it is told to take it, or what becomes
  # of it instead.
  class Actor
    # What a process is told that is gone: not to be rescued as an error is.
    GONE = SignalException.new("KILL")

    # @return [Actor, nil] the one that is running
    def self.current = Thread.current[:interleavings_actor]

    # @return [World]
    attr_reader :world
    # @return [Integer] the number of its process
    attr_reader :process
    # @return [String]
    attr_reader :name
    # @return [Symbol, nil] what it will do next
    attr_reader :kind
    # @return [Integer] a digest of all that it has seen: what it will do depends on nothing else
    attr_reader :seen
    # @return [Hash{Symbol => Integer}] how often which fault has hit it
    attr_reader :faults
    # @return [Integer] the number of its last step in which it looked at what is kept
    attr_reader :looked_at

    # @param world [World]
    # @param process [Integer]
    # @param name [String]
    # @yield what it does
    def initialize(world, process, name, &)
      @world = world
      @process = process
      @name = name
      @seen = @owners = @seals = @looked_at = 0
      @faults = Hash.new(0)
      @fiber = Fiber.new { live(&) }
      @fiber.resume
    end

    # A step of what this actor does.
    #
    # @param kind [Symbol]
    # @param ready [Proc, nil] whether it can be taken
    # @yieldreturn [Object] a plain value
    # @return [Object]
    def step(kind, ready: nil, &effect)
      raise GONE if @gone

      @kind = kind
      @ready = ready
      note([kind, take(Fiber.yield, &effect)]).last
    end

    # @param value [Object] a plain value that it gets to know
    # @return [Object] the value
    def note(value)
      @seen = [@seen, value].hash
      value
    end

    # @return [void]
    def look = @looked_at = world.steps

    # @return [String] that nobody else makes, and the same in every run
    def new_name = "#{name}.#{@owners += 1}"

    # Nothing goes on from here.
    def stop_for_good
      loop { Fiber.yield }
    end

    # @param command [Symbol] `:go`, or what goes wrong
    # @return [void]
    def resume(command) = @fiber.resume(command)

    # @return [Boolean] whether it has not come to its end
    def running? = !@gone && @fiber.alive?

    # @return [Boolean] whether it can take its step
    def ready? = running? && (@ready.nil? || @ready.call)

    # @return [Boolean] whether its process was killed
    def killed? = @gone

    # @return [Boolean] whether its process has no other thread
    def alone? = world.scenario.threads(process) == 1

    # The process is killed: nothing is told, and nothing is tidied up.
    #
    # @return [void]
    def die = @gone = true

    # @return [void]
    def abandon
      @gone = true
      @fiber.raise(GONE) if @fiber.alive?
    rescue SignalException => e
      raise unless e.equal?(GONE)
    end

    private

    def live
      Thread.current[:interleavings_actor] = self
      yield
    rescue StandardError => e
      world.violated("#{e.class}: #{e.message} #{e.backtrace.first(8).join("\n")}")
    end

    def take(command, &)
      faults[command] += 1 unless command == :go
      case command
      when :lose_request then lost
      when :lose_answer then lost(&)
      when :fail then fail_to
      when :fail_after then fail_to(&)
      else yield
      end
    end

    def lost
      yield if block_given?
      world.lost(self)
      note(:lost)
      raise OmniAuth::Litmus::TimeoutError.new("No answer came", code: :timeout, retryable: true)
    end

    def fail_to
      yield if block_given?
      note(:failed)
      raise OmniAuth::Litmus::StoreError.new("The store fails", code: :injected, retryable: true)
    end
  end
end
