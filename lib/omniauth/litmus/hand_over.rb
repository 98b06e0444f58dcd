# frozen_string_literal: true

require "digest"
require "json"
require "securerandom"
require "omniauth/litmus"

module OmniAuth
  module Litmus
    # Hands a completed sign-in over to a front end that has no cookie here: another site's, or an app on a device. The
    # browser brings it a code, which is good once, for a minute, and only for who knows the verifier behind the
    # challenge that the sign-in began with. That is PKCE (RFC 7636), between the front end and its own API.
    #
    #     hand_over = OmniAuth::Litmus::HandOver.new(LitmusHandOver)
    #     code = hand_over.issue(connection.id, challenge: params[:litmus_challenge])
    #     hand_over.redeem(code, verifier: params[:litmus_verifier])   # => connection.id
    #     hand_over.redeem(code, verifier: params[:litmus_verifier])   # => nil
    #
    # What is handed over is a plain value that says who signed in, such as an id. Litmus's tokens stay where they are.
    #
    # A store keeps it in between, under a digest of the code. It has two methods:
    #
    # `write(key, text, seconds)`:: keeps a text of a few hundred bytes under a key of 64 hexadecimal digits
    # `take(key)`:: removes the text and returns it, or returns nil; of several callers at once, one gets it
    #
    # Where one store serves several tenants, or models whose ids look alike, each has a `purpose`: the code of one is
    # unknown to the other.
    #
    # {Memory} is one for a single process. The generator makes one in the app's database.
    class HandOver
      include Unserializable

      # Seconds for the way from the callback to the exchange: two redirects and a request.
      EXPIRES_IN = 60
      # BASE64URL(SHA256(verifier)), RFC 7636 §4.2.
      CHALLENGE = /\A[\w-]{43}\z/
      # RFC 7636 §4.1.
      VERIFIER = /\A[\w.~-]{43,128}\z/
      # 256 bits.
      CODE = /\A[\w-]{43}\z/
      private_constant :CHALLENGE, :VERIFIER, :CODE

      # @param store [#write, #take]
      # @param expires_in [Numeric] seconds; an `ActiveSupport::Duration` will do
      # @param purpose [String, Symbol, nil] such as `"tenant-7"`; a code is redeemed with the one it was issued with
      # @raise [ConfigurationError] for another time
      def initialize(store, expires_in: EXPIRES_IN, purpose: nil)
        @store = store
        @expires_in = Plain.number!("expires_in", expires_in).ceil
        @purpose = purpose
      end

      # @param value [Object] who signed in, as JSON has it: an Integer, a String, a Hash
      # @param challenge [String, nil] S256, of the front end's verifier
      # @return [String, nil] a code; nil without a challenge, since anybody could redeem it
      def issue(value, challenge:)
        return unless text?(challenge, CHALLENGE)

        code = SecureRandom.urlsafe_base64(32)
        entry = { challenge:, expires_at: now + @expires_in, value: }
        @store.write(key(code), JSON.generate(entry), @expires_in)
        code
      end

      # The code is used up by the first attempt, whether the verifier is right or wrong.
      #
      # @param code [String, nil]
      # @param verifier [String, nil]
      # @return [Object, nil] what was handed over; nil if the code is unknown, used or expired, or the verifier wrong
      def redeem(code, verifier:)
        return unless text?(code, CODE)

        entry = @store.take(key(code)) or return refuse("the code is unknown, or has been used")
        entry = JSON.parse(entry)
        return refuse("the code has expired") if entry.fetch("expires_at") <= now
        return refuse("the verifier is not the front end's") unless match?(entry.fetch("challenge"), verifier)

        entry["value"]
      end

      private

      def text?(text, pattern)
        text.is_a?(String) && text.ascii_only? && text.match?(pattern)
      end

      def match?(challenge, verifier)
        text?(verifier, VERIFIER) && Rack::Utils.secure_compare(challenge, Core.code_challenge(verifier))
      end

      # Who reads the store finds no codes there.
      def key(code)
        Digest::SHA256.hexdigest([@purpose, code].compact.join(" "))
      end

      def refuse(reason)
        OmniAuth.logger.warn("A sign-in was not handed over: #{reason}")
        nil
      end

      def now
        Time.now.to_i
      end
    end
  end
end
