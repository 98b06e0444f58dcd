# frozen_string_literal: true

# What Bundler requires for `gem "omniauth-litmus-rs"`.
require_relative "omniauth/litmus"
