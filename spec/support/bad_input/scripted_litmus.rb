# frozen_string_literal: true

require "json"
require_relative "../scripted_server"
require_relative "secrets"

module BadInput
  # A Litmus in order, until a spec scripts one of its answers otherwise. Everything that it says holds a marked secret.
  class ScriptedLitmus < ScriptedServer
    TOKEN = "/oauth/token"
    PROFILE = "/v2/users/current"
    TOKENS = { access_token: "#{Secrets::MARK}-access-token", token_type: "Bearer", expires_in: 7200 }.freeze
    USER = { id: 1001, full_name: "Ada Lovelace", first_name: "Ada", last_name: "Lovelace" }.freeze

    def initialize(...)
      super
      answer_tokens
      answer_profile(JSON.generate(user: USER))
    end

    # @param members [Hash] of the token answer, over those of {TOKENS}; without a member: `member: :none`
    # @return [void]
    def answer_tokens(**members)
      answer_token(JSON.generate(TOKENS.merge(members).reject { |_, value| value == :none }))
    end

    # @param body [String]
    # @param fields [Hash] as for {Exchange#answer}
    # @return [void]
    def answer_token(body, **fields)
      answer(TOKEN, body:, type: "application/json", **fields)
    end

    # @param body [String]
    # @param fields [Hash] as for {Exchange#answer}
    # @return [void]
    def answer_profile(body, **fields)
      answer(PROFILE, body:, type: "application/json", **fields)
    end

    # @return [Array<Request>]
    def token_requests = requests(TOKEN)

    # @return [Array<String>] the codes that arrived
    def codes = token_requests.map { |request| request.params["code"] }
  end
end
