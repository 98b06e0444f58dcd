# frozen_string_literal: true

require "json"

# A provider that says no to any credentials but those that belong to the code, and counts what it granted.
class TenantProvider
  TENANTS = { "north" => "north-secret", "south" => "south-secret" }.freeze
  JSON_TYPE = { "content-type" => "application/json" }.freeze

  attr_reader :granted, :refused

  def initialize
    @granted = Hash.new(0)
    @refused = Thread::Queue.new
    @lock = Mutex.new
  end

  def call(env)
    return profile(env) unless env["PATH_INFO"] == "/oauth/token"

    asked = JSON.parse(env["rack.input"].read)
    tenant = asked["code"].split(":").first
    genuine = asked.values_at("client_id", "client_secret") == [tenant, TENANTS.fetch(tenant)]
    genuine ? grant(tenant, asked["code"]) : refuse(asked)
  end

  private

  def grant(tenant, code)
    @lock.synchronize { @granted[tenant] += 1 }
    answer(access_token: "token-for-#{code}", token_type: "Bearer", expires_in: 7200)
  end

  def refuse(asked)
    @refused << asked["client_id"]
    [401, JSON_TYPE, ['{"error":"invalid_client"}']]
  end

  def profile(env)
    answer(user: { id: env["HTTP_AUTHORIZATION"].delete_prefix("Bearer token-for-"), full_name: "Someone" })
  end

  def answer(**members)
    [200, JSON_TYPE, [JSON.generate(members)]]
  end
end
