# frozen_string_literal: true

class FaultServer
  # Statuses that do not fit what comes with them, and answers of whoever stands in between.
  module Catalogue
    page = "<!DOCTYPE html><html><title>s3cr3t</title><form action=/login><input name=s3cr3t></form></html>"

    def self.html(status, api, token: UNEXPECTED)
      page = "<!DOCTYPE html><html><title>s3cr3t</title></html>"
      body("HTML with #{status}", { token:, api: }, page, status:, type: "text/html; charset=utf-8")
    end

    group "status" do
      body "HTML with 200", { token: NOT_JSON, profile: NO_PROFILE, call: :answered }, page, type: "text/html"
      html 400, %i[ApiError bad_request]
      html 401, %i[ApiError invalid_token]
      html 403, %i[ApiError forbidden]
      html 404, %i[ApiError not_found]
      html 407, %i[ApiError proxy_unauthorized]
      html 418, %i[ApiError api_error]
      html 429, %i[RateLimited rate_limited], token: %i[RateLimited rate_limited]
      html 451, %i[ApiError api_error]
      html 500, %i[ApiError server_error]
      html 502, %i[ApiError server_error]
      html 503, %i[ApiError server_error]
      html 504, %i[ApiError server_error]
      html 511, %i[ApiError server_error]
      [200, 400, 401].each do |status|
        api = { 200 => NO_PROFILE, 400 => %i[ApiError bad_request], 401 => %i[ApiError unauthorized] }.fetch(status)
        expected = { token: %i[OAuthError invalid_request], api:, call: status == 200 ? :answered : api }
        fault("an error that repeats the secrets, with #{status}", expected) do |exchange|
          words = "not #{secrets(exchange)}"
          error = { error: "invalid_request", error_description: words, error_uri: "/?#{words}", title: words }
          exchange.answer(status:, body: JSON.generate(error), type: "application/json")
        end
      end
      fault("a challenge that repeats the token", { token: UNEXPECTED, api: %i[ApiError invalid_token] }) do |exchange|
        words = secrets(exchange)
        challenge = %(Bearer error="invalid_token", error_description="not #{words}", scope="#{words}")
        exchange.answer(status: 401, headers: { "WWW-Authenticate" => challenge })
      end
      fault("an id of the request that repeats the token",
            { token: UNEXPECTED, api: %i[ApiError server_error] }) do |exchange|
        exchange.answer(status: 500, headers: { "X-Request-Id" => secrets(exchange).split.last })
      end
      body "a token with an error status", { token: UNEXPECTED, api: %i[ApiError server_error] },
           JSON.generate(TOKENS), status: 500
      body "nothing with 204", { token: UNEXPECTED, profile: NO_PROFILE, call: :answered }, "", status: 204
      body "a part with 206", :fine, JSON.generate(TOKENS.merge(user: USER)), status: 206
      body "not modified", { token: %i[ProtocolError redirected], profile: NO_PROFILE, call: :answered }, "",
           status: 304
      body "a status of 999", { token: UNEXPECTED, api: %i[ApiError server_error] }, "{}", status: 999
      body "cookies, and words for a log", { token: UNEXPECTED, api: %i[ApiError server_error] }, "s3cr3t\e[31m\r\n",
           status: 500, type: "text/plain", headers: { "Set-Cookie" => "a=s3cr3t" }
    end
  end
end
