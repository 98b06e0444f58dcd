# frozen_string_literal: true

module Onboarding
  # A setting in the environment is missing or wrong. The message names it and never has its value, which is secret.
  class Misconfigured < StandardError; end
end
