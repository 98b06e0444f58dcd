# frozen_string_literal: true

module Interleavings
  # The client of one process: a token request arrives in one step, and its answer in another.
  class Client
    # Seconds that a request takes at most.
    TIMEOUT = 15
    Answer = Struct.new(:status, :error)

    # @param world [World]
    def initialize(world)
      @world = world
    end

    # As of OmniAuth::Litmus::Client, as far as a token source calls it:

    def options = { timeout: TIMEOUT, raise_errors: true }

    def get_token(params, _options = {})
      refresh = params.fetch(:refresh_token)
      answer = step(:send) { @world.present(refresh) { provider.refresh(refresh) } }
      step(:answer) { nil }
      return OmniAuth::Litmus::AccessToken.from_hash(self, answer) if answer

      raise OmniAuth::Litmus::ReauthorizationRequired.new("The grant is gone", code: :invalid_grant)
    end

    def request(_verb, _url, opts)
      access = opts.fetch(:access_token).token
      accepted = step(:call) do
        @world.laws.used(access)
        @world.change { provider.use(access) }
      end
      return Answer.new(200, nil) if accepted

      Answer.new(401, OmniAuth::Litmus::ApiError.new("The token is not valid", code: :invalid_token))
    end

    def revoke(token, _hint)
      step(:send) { @world.change { provider.revoke(token) } && nil }
      step(:answer) { true }
    end

    private

    def provider = @world.provider

    def step(...) = Actor.current.step(...)
  end
end
