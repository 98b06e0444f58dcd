# frozen_string_literal: true

require "digest/sha2"
require_relative "answer"
require_relative "provider"
require_relative "signed"

module Soak
  # The provider's endpoints of a login. It accepts a code once, from the client it was made for, with the verifier and
  # the `redirect_uri` of the first leg; and it remembers how often each code came.
  class LoginDesk
    # @param plan [Plan, nil] of the logins
    def initialize(plan = nil)
      @plan = plan
      @lock = Mutex.new
      @sent = Hash.new(0)
      @requests = Hash.new(0)
      @injected = {}
      @refused = []
    end

    # What the sign-in page would send back with the browser.
    #
    # @return [String]
    def self.code(user, challenge, redirect_uri)
      Signed.make(user, challenge, redirect_uri)
    end

    # @param request [Wire::Request]
    # @return [Answer]
    def call(request)
      @lock.synchronize { @requests[request.path] += 1 }
      case request.path
      when "/oauth/token" then token(request.asked)
      when "/v2/users/current" then profile(*Signed.read(request.bearer))
      else Answer.json
      end
    end

    # @return [Hash] requests by path, how many codes came, which of them not just once, what was refused, and which
    #   fault met whom
    def report
      @lock.synchronize do
        { requests: @requests, codes: @sent.length, not_once: @sent.select { |_, times| times > 1 }.keys,
          refused: @refused, injected: @injected.transform_values(&:to_s) }
      end
    end

    private

    def token(asked)
      return grant(0) if asked["grant_type"] == "client_credentials" && ours?(asked)

      user, *of_first_leg = Signed.read(asked["code"])
      times = @lock.synchronize { @sent[user] += 1 }
      of_second_leg = [challenge_of(asked["code_verifier"]), asked["redirect_uri"]]
      times == 1 && ours?(asked) && of_first_leg == of_second_leg ? grant(user) : refuse(user)
    end

    def ours?(asked)
      Provider::CLIENT.all? { |name, value| asked[name] == value }
    end

    # RFC 7636 §4.2.
    def challenge_of(verifier)
      [Digest::SHA256.digest(verifier.to_s)].pack("m0").tr("+/", "-_").delete("=")
    end

    def grant(user)
      Answer.json(access_token: Signed.make(user), token_type: "Bearer", expires_in: 7200, fault: fault(user, :token))
    end

    def refuse(user)
      @lock.synchronize { @refused << user }
      Answer.json(400, error: "invalid_grant")
    end

    def profile(user = nil)
      return Answer.json(401, challenge: "Bearer error=\"invalid_token\"") unless user

      Answer.json(user: { id: user, full_name: "Person #{user}" }, fault: fault(user, :profile))
    end

    def fault(user, stage)
      @plan&.fault(user, stage)&.tap { |fault| @lock.synchronize { @injected[user] = fault } }
    end
  end
end
