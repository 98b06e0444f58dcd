# frozen_string_literal: true

require "omniauth/litmos"
require_relative "misconfigured"
require_relative "slack"

module Onboarding
  # What the environment says of Litmos, Slack and the files.
  class Environment
    # @param variables [Hash{String => String}]
    def initialize(variables)
      @variables = variables
    end

    # @param limit [Hash] `rate_limit` and `rate_window`, for an account with another one
    # @return [OmniAuth::Litmos::Client]
    # @raise [Misconfigured]
    def litmos(**limit)
      OmniAuth::Litmos::Client.new(api_key: required("LITMOS_API_KEY"),
                                   source: @variables.fetch("LITMOS_SOURCE", "onboarding"),
                                   region: @variables["LITMOS_REGION"], base_url: @variables["LITMOS_BASE_URL"],
                                   **limiter, **limit)
    end

    # @param timeout [Numeric]
    # @return [Slack]
    # @raise [Misconfigured]
    def slack(timeout: 10)
      url = @variables.fetch("SLACK_API_URL", "https://slack.com/api")
      Slack.new(SlackApi.new(required("SLACK_TOKEN"), url:, timeout:), channel: @variables["SLACK_CHANNEL"])
    end

    # @param name [String]
    # @return [String] a file or folder for what is kept between runs
    def state(name)
      home = @variables.fetch("XDG_STATE_HOME") { File.join(Dir.home, ".local/state") }
      File.join(home, "litmos-onboarding", name)
    end

    # @param name [String]
    # @return [String]
    # @raise [Misconfigured]
    def required(name)
      value = @variables[name].to_s.strip
      value.empty? ? raise(Misconfigured, "#{name} is missing") : value
    end

    private

    # Shared by all processes that have the same Redis.
    def limiter
      url = @variables["LITMOS_REDIS_URL"].to_s
      return {} if url.empty?

      require "omniauth/litmos/limiters/redis"
      require "redis"
      { limiter: OmniAuth::Litmos::Limiters::Redis.new(Redis.new(url:)) }
    end
  end
end
