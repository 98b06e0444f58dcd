# frozen_string_literal: true

module Interleavings
  # Who wants what, what the provider is like, and what may go wrong.
  class Scenario
    # What each thread does, by the number of its process.
    SCRIPTS = {
      # All find an access token that has expired.
      expired: ->(_) { %i[token get] },
      # All find one that the API refuses.
      refused: ->(_) { %i[get token] },
      # All want another one.
      forced: ->(_) { %i[refresh! get] },
      # One gives the grant back meanwhile.
      given_back: ->(process) { process.zero? ? %i[revoke] : %i[get token] },
      # One signs in meanwhile.
      signed_in: ->(process) { process.zero? ? %i[keep get] : %i[get token] }
    }.freeze
    # Where each fault can come.
    FAULTS = {
      die: %i[enter wait pause fetch swap write acquire release send answer call],
      lose_request: %i[send], lose_answer: %i[answer],
      fail: %i[fetch swap write acquire release], fail_after: %i[swap write acquire release]
    }.freeze
    # And time may pass while nobody does anything.
    ANY = [*FAULTS.keys, :jump].freeze

    ROTATIONS = %i[immediate on_use].freeze

    class << self
      # @return [Boolean] whether this fault can come at such a step
      def at?(fault, kind) = FAULTS[fault]&.include?(kind)

      # @param random [Random]
      # @return [Scenario] of three or four processes, some with two threads, in which up to three things go wrong
      def at_random(random)
        processes = Array.new(random.rand(3..4)) { random.rand < 0.25 ? 2 : 1 }
        new(SCRIPTS.keys.sample(random:), rotation: ROTATIONS.sample(random:), processes:,
                                          faults: ANY.sample(random.rand(1..ANY.size), random:),
                                          most: random.rand(0..3), outdated: random.rand < 0.25)
      end
    end

    # @param script [Symbol]
    # @param options [Hash] `rotation` (`:immediate` or `:on_use`), `processes` (the number of threads of each),
    #   `faults` (what may go wrong), `most` (how often) and `outdated` (whether what is kept is to be encrypted anew)
    def initialize(script, **options)
      @script = script
      @options = { rotation: :immediate, processes: [1, 1], faults: [], outdated: false, **options }
      @options[:most] ||= faults.empty? ? 0 : 1
    end

    %i[rotation faults most].each { |name| define_method(name) { @options.fetch(name) } }

    # @return [Boolean]
    def outdated? = @options[:outdated]

    # @param process [Integer]
    # @return [Integer] how many it has
    def threads(process) = @options[:processes].fetch(process)

    # @return [Array(Integer, Hash{String => Array<Symbol>})] each process, and what its threads do
    def each_process
      @options[:processes].each_with_index.map do |threads, process|
        [process, Array.new(threads) { |thread| ["#{process}#{"abc"[thread]}", SCRIPTS.fetch(@script).call(process)] }]
      end
    end

    # @return [Boolean] whether the token is worn out, and not refused although it looks fresh
    def expired? = @script != :refused

    # @return [Boolean] whether nothing but the API can tell that this access token is not valid
    def looks_fresh?(access) = !expired? && access == "a0"

    # @return [Boolean] whether somebody ends the grant
    def given_back? = @script == :given_back

    # @return [Boolean] whether a valid token may be replaced by another while somebody holds it
    def disturbed? = %i[forced given_back signed_in].include?(@script)

    # @return [String]
    def inspect = "#{@script} #{@options}"
  end
end
