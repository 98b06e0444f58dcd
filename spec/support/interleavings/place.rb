# frozen_string_literal: true

module Interleavings
  # Where all processes keep their tokens, with the lease.
  class Place
    # @return [Array, nil] what stands there: a mark that no other text has, as encryption has it, and the pair
    attr_reader :text
    # @return [String, nil] who has the lease
    attr_reader :owner
    # @return [Numeric, nil] until when
    attr_reader :until

    # @return [Hash] what the last login brought
    attr_accessor :written

    # @param clock [Clock]
    def initialize(clock)
      @clock = clock
      @kept = []
    end

    # @return [Hash, nil]
    def pair = text&.last

    # @param text [Array, nil]
    # @return [Array, nil] the text
    def put(text)
      @kept << text.last["access_token"] if text
      @text = text
    end

    # @return [Boolean] whether this access token has ever been kept
    def kept?(access) = @kept.include?(access)

    # @return [Boolean]
    def acquire(owner, seconds)
      return false if held? && @owner != owner

      @owner = owner
      @until = @clock.now + seconds
      true
    end

    # @return [void]
    def release(owner)
      @owner = @until = nil if @owner == owner
    end

    # @return [Boolean]
    def held? = !@owner.nil? && @until > @clock.now

    # @return [Array] equal for places that will do the same
    def state = [@text, @written, @owner, @until]
  end
end
