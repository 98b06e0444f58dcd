# frozen_string_literal: true

require "omniauth/litmos/inboxes/directory"
require "omniauth/litmos/webhook/middleware"
require_relative "completions"
require_relative "environment"
require_relative "export"
require_relative "live_report"
require_relative "run"

module Onboarding
  # The webhook of `completions.ru`, for the export in ONBOARDING_EXPORT.
  class CompletionsWebhook
    # @param env [Hash{String => String}]
    # @raise [Misconfigured, BadExport]
    def initialize(env)
      @environment = Environment.new(env)
      @run = Run.new(litmos: @environment.litmos, slack: @environment.slack, report: LiveReport.new($stderr),
                     output: $stderr, dry: false)
      employees = Export.new(@environment.required("ONBOARDING_EXPORT")).employees
      @completions = Completions.new(@run, Told.new(@environment.state("told")), employees)
    end

    # @return [OmniAuth::Litmos::Webhook]
    def webhook
      inbox = OmniAuth::Litmos::Inboxes::Directory.new(@environment.state("inbox"))
      on_error = ->(error) { warn("#{error.class}: #{error.message}") }
      secret = @environment.required("LITMOS_WEBHOOK_SECRET")
      OmniAuth::Litmos::Webhook.new(@run.litmos, secret:, inbox:, on_error:) { |one| @completions.tell([one]) }
    end
  end
end
