# frozen_string_literal: true

require_relative "rerouting"

module OmniAuth
  module Litmus
    module Testing
      # A sandbox in another process of this machine: `LITMUS_SANDBOX=http://127.0.0.1:4000`. Its demo application is
      # the one that is used.
      #
      # @api private
      class RunningSandbox
        # @return [String] its address, without a slash at the end
        attr_reader :url

        # @param url [String]
        def initialize(url)
          @url = url.strip.chomp("/")
        end

        # @return [nil] it is in another process
        def sandbox = nil

        # @return [String] what to do where it does not answer
        def hint
          "Start it, as in: puma --bind tcp://127.0.0.1:4000 sandbox.ru; or unset LITMUS_SANDBOX"
        end
      end
    end
  end
end
