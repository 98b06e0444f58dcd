# frozen_string_literal: true

require "json"

# A Rack app that gives a token for any code, and holds the answer back if it is told to. A token's owner is called as
# its code.
class CodeTaker
  JSON_TYPE = { "content-type" => "application/json" }.freeze

  # @yieldparam code [String] before its answer
  # @yieldparam members [Hash] of the whole token request
  def initialize(&before)
    @before = before
  end

  # The Rack interface.
  def call(env)
    answer = env["REQUEST_METHOD"] == "POST" ? token(JSON.parse(env["rack.input"].read)) : profile(env)
    [200, JSON_TYPE, [JSON.generate(answer)]]
  end

  private

  def token(members)
    code = members["code"]
    @before&.call(code, members)
    { access_token: "token-for-#{code}", token_type: "Bearer", expires_in: 7200 }
  end

  def profile(env)
    { user: { id: env["HTTP_AUTHORIZATION"].to_s.delete_prefix("Bearer token-for-"), full_name: "Someone" } }
  end
end
