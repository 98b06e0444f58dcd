# frozen_string_literal: true

# The gem omniauth, with the strategies and APIs of this one.
module OmniAuth
  module Litmus
    # The version of the gem; the Rust crates carry the same.
    VERSION = "0.1.0"
  end
end
