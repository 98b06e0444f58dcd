# frozen_string_literal: true

module OmniAuth
  module Litmus
    # The version of the gem; the Rust crates carry the same.
    VERSION = "0.1.0"
  end
end
