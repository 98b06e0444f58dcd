# frozen_string_literal: true

module OmniAuth
  module Litmus
    module TestHelper
      # Extends an application of the sandbox: it accepts redirect URIs with plain http on any host, since no browser
      # follows them in a test.
      #
      # @api private
      module AnyAddress
        private

        def safe?(sent)
          super || (sent.start_with?("http://") && URI.parse(sent).userinfo.nil?)
        rescue URI::InvalidURIError
          false
        end
      end
    end
  end
end
