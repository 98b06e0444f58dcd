# frozen_string_literal: true

# Lower-case "auth": the Ruby gem spells its own namespace this way, and OmniAuth's the other.
module Omniauth
  module Litmus
    VERSION = "0.3.0"
  end
end
