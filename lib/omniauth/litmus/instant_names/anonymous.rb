# frozen_string_literal: true

module OmniAuth
  module Litmus
    module InstantNames
      # Calls without a credential: Litmus asks for one only where an e-mail is uploaded or deleted.
      #
      # @api private
      class Anonymous
        include Unserializable

        # @return [Litmus::Client]
        attr_reader :client

        # @param client_options [Hash] as for {Litmus::Client}
        def initialize(client_options)
          @client = Litmus::Client.new(nil, nil, client_options)
        end

        # @return [Response]
        # @raise [Litmus::Error]
        def get(url, opts = {})
          client.request(:get, url, opts)
        end

        # @return [Response]
        # @raise [Litmus::Error]
        def post(url, opts = {})
          client.request(:post, url, opts)
        end
      end
    end
  end
end
