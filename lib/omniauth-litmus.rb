# frozen_string_literal: true

# What Bundler required for `gem "omniauth-litmus"`, and what an app may have written out.
require_relative "omniauth/litmus"
