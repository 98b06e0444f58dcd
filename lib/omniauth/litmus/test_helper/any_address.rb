# frozen_string_literal: true

module OmniAuth
  module Litmus
    module TestHelper
      # An application of the sandbox that is called back at plain http addresses, too: nothing listens there, and no
      # browser goes.
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
