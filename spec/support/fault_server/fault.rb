# frozen_string_literal: true

require_relative "../bad_input/scripted_litmus"

class FaultServer < BadInput::ScriptedLitmus
  TOKEN = superclass::TOKEN
  PROFILE = superclass::PROFILE
  TOKENS = superclass::TOKENS
  USER = superclass::USER
  Request = superclass::Request

  # One thing that can be wrong with a server, and what each stage of a login has to make of it.
  #
  # `at` says where it begins:
  # `:port`:: nobody listens
  # `:connection`:: the script is called with an {Exchange} without a request, before anything is read
  # `:answer`:: the script is called with the {Exchange} of a request
  # `:http2`:: the script is called with an {Http2::Stream} that has its request
  # `:handshake`:: TLS is not agreed
  class Fault
    # By the endpoint that is asked.
    KINDS = { exchange: :token, refresh: :token, profile: :api, call: :api }.freeze

    class << self
      # @return [Array<Fault>]
      def all = @all ||= []
    end

    attr_reader :group, :name, :at, :script, :leaf, :tls, :settings

    # @param group [String]
    # @param name [String]
    # @param expected [Hash{Symbol => Array, Symbol}] for a stage, a kind of endpoint or `:all`: class and code of the
    #   error, `:fine`, or `:answered` where the app gets what was answered; or an Array of such
    # @param traits [Hash] `at`; `leaf`, the certificate; `tls`, called with the context; `settings` of the client;
    #   `asked`, how many requests arrive whole; `refused`, whether it is the server that says that none did; `drops`,
    #   whether the connection ends, so that a profile may be asked for once more; `endless`, whether the bytes taken
    #   count; `slow`, whether the client's deadline ends it; `warm`, whether all was well once; `http2`, settings that
    #   the server sends
    def initialize(group, name, expected, traits, &script)
      @group = group
      @name = name
      @expected = expected
      @traits = traits
      @at = traits.fetch(:at, :answer)
      @leaf = traits[:leaf] || :good
      @tls = traits[:tls] || ->(_) {}
      @settings = traits[:settings] || {}
      @script = script
      self.class.all << self
    end

    # @param stage [Symbol]
    # @return [Array<Array(Symbol, Symbol), Symbol>] where it is a matter of milliseconds, more than one
    def expected(stage)
      expected = @expected[stage] || @expected[KINDS.fetch(stage)] || @expected.fetch(:all)
      expected.is_a?(Array) && expected.first.is_a?(Array) ? expected : [expected]
    end

    # @return [Integer, nil] requests that arrive whole, of one attempt
    def asked(stage)
      asked = @traits.fetch(:asked) { %i[answer http2].include?(at) && !refused? ? 1 : 0 }
      asked.is_a?(Hash) ? asked.fetch(stage) { asked.fetch(KINDS.fetch(stage)) } : asked
    end

    # @param stage [Symbol]
    # @return [Integer] requests that may arrive besides
    def more(stage) = @traits[:drops] && stage == :profile ? 1 : 0

    def refused? = @traits.fetch(:refused, false)

    def tls? = %i[handshake http2].include?(at) || @traits.key?(:tls) || @traits.key?(:leaf)

    def endless? = @traits.fetch(:endless, false)

    def slow? = @traits.fetch(:slow, false)

    def warm? = @traits.fetch(:warm, false)

    # @return [Hash{Integer => Integer}] SETTINGS of HTTP/2
    def http2 = @traits.fetch(:http2, {})
  end
end
