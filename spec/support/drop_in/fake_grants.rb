# frozen_string_literal: true

require "digest"
require "securerandom"

module DropIn
  # What the fake Litmus hands out and takes back: codes and refresh tokens are good once, a code only with the
  # client, the redirect_uri and the PKCE verifier it was issued for.
  class FakeGrants
    # The members of a token answer that an example may change; nil leaves one out.
    attr_accessor :token_members

    def initialize
      @apps = { "app-id" => "app-secret" }
      @codes = {}
      @refresh_tokens = {}
      @token_members = {}
    end

    # Makes a client known.
    def register(id, secret)
      @apps[id] = secret
    end

    # @return [Boolean] whether the client exists
    def known?(id)
      @apps.key?(id)
    end

    # @return [Boolean] whether it is this client
    def authentic?(id, secret)
      known?(id) && @apps[id] == secret
    end

    # @param query [Hash] the authorize request's
    # @return [String] a code for that login
    def issue_code(query)
      SecureRandom.hex(8).tap { |code| @codes[code] = query }
    end

    # @param params [Hash] the token request's
    # @param id [String] the client's
    # @return [Hash, nil] Doorkeeper's members of a token answer; nil where the grant is not good
    def redeem(params, id)
      case params["grant_type"]
      when "authorization_code" then good = code_good?(@codes.delete(params["code"]), params, id)
      when "refresh_token" then good = @refresh_tokens.delete(params["refresh_token"])
      when "client_credentials" then good = true
      end
      token_answer if good
    end

    private

    def code_good?(login, params, id)
      login && login["client_id"] == id && login["redirect_uri"] == params["redirect_uri"] &&
        login["code_challenge"] == challenge_of(params["code_verifier"], login["code_challenge_method"])
    end

    def challenge_of(verifier, method)
      method == "S256" ? [Digest::SHA256.digest(verifier.to_s)].pack("m0").tr("+/", "-_").delete("=") : verifier
    end

    def token_answer
      {
        "access_token" => SecureRandom.hex(16), "token_type" => "Bearer", "expires_in" => 7200,
        "refresh_token" => SecureRandom.hex(16), "scope" => "full", "created_at" => Time.now.to_i
      }.merge(token_members).compact.tap { |answer| @refresh_tokens[answer["refresh_token"]] = true }
    end
  end
end
