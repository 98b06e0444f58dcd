# frozen_string_literal: true

module Onboarding
  # A file that is kept between runs cannot be used; the message says why.
  class Unusable < StandardError; end
end
