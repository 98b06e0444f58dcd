# frozen_string_literal: true

require_relative "answer"
require_relative "grants"
require_relative "provider"

module Soak
  # The provider's endpoints of grants that are refreshed ({Grants} has the rules), and an API. One in a thousand calls
  # is told that its access token was revoked.
  class TokenDesk
    REVOKED = 1000
    INVALID = 'Bearer error="invalid_token"'
    # The fault in which nothing is granted; every other one loses an answer that was on its way.
    NOT_GRANTED = :server_error
    private_constant :INVALID, :NOT_GRANTED

    # @param grants [Array<Grants>]
    # @param calls [Plan] by the numbers that calls carry
    # @param refreshes [Plan] by the order in which they come
    def initialize(grants, calls, refreshes)
      @grants = grants
      @calls = calls
      @refreshes = refreshes
      @lock = Mutex.new
      @seen = {}
      @injected = {}
      @asked = @lost = @revoked = 0
      @refresh_faults = Hash.new(0)
    end

    # @param request [Wire::Request]
    # @return [Answer]
    def call(request)
      @lock.synchronize do
        case request.path
        when "/oauth/token" then token(request.asked)
        when "/v2/users/current" then user(request.bearer, request.target[/[?&]n=(\d+)/, 1].to_i)
        else Answer.json
        end
      end
    end

    # @return [Hash] how many pairs were granted, and lost on their way; how often a token came that was replaced; which
    #   fault met which call, and how many met refreshes; and how many tokens were revoked early
    def report
      @lock.synchronize do
        { granted: @grants.sum(&:granted), lost: @lost, reused: @grants.sum(&:reused),
          injected: @injected.transform_values(&:to_s), refresh_faults: @refresh_faults, revoked: @revoked }
      end
    end

    private

    def token(asked)
      token = asked["refresh_token"]
      grants = grants_of(token)
      ours = Provider::CLIENT.all? { |name, value| asked[name] == value }
      ours && grants&.refreshable?(token) ? refresh(grants, token) : Answer.json(400, error: "invalid_grant")
    end

    def refresh(grants, token)
      fault = @refreshes.fault(@asked += 1, :refresh)
      return Answer.json(**grants.refresh(token)) unless fault

      @refresh_faults[fault.kind] += 1
      return Answer.json(fault:) if fault.kind == NOT_GRANTED

      @lost += 1
      Answer.json(**grants.refresh(token), fault:)
    end

    def user(bearer, number)
      grants = grants_of(bearer)
      return Answer.json(401, challenge: INVALID) unless grants&.use(bearer)
      return revoke(grants, bearer) if (number % REVOKED).zero? && first?(number, :revoked)

      Answer.json(user: { id: Signed.read(bearer).first, full_name: "Somebody" }, fault: call_fault(number))
    end

    def call_fault(number)
      fault = @calls.fault(number, :call)
      @injected[number] = fault if fault && first?(number, :fault)
    end

    # The same call may come again, and is to go well then.
    def first?(number, what)
      (@seen[[number, what]] = true) unless @seen.key?([number, what])
    end

    def revoke(grants, bearer)
      @revoked += 1
      grants.revoke(bearer)
      Answer.json(401, challenge: INVALID)
    end

    def grants_of(token)
      Signed.read(token)&.then { |user, *| @grants[user] }
    end
  end
end
