# frozen_string_literal: true

require "json"

# A Rack app that gives a token for any code, and holds the answer back if it is told to.
class CodeTaker
  JSON_TYPE = { "content-type" => "application/json" }.freeze

  # @yieldparam code [String] before its answer
  def initialize(&before)
    @before = before
  end

  # The Rack interface.
  def call(env)
    code = JSON.parse(env["rack.input"].read)["code"]
    @before&.call(code)
    [200, JSON_TYPE, [JSON.generate(access_token: "token-for-#{code}", token_type: "Bearer", expires_in: 7200)]]
  end
end
