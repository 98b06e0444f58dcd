# frozen_string_literal: true

module OmniAuth
  # Sign in with Litmus.
  module Litmus
    # Where tokens are kept. In a Rails app a store is loaded when it is first named.
    module Stores
      autoload :ActiveRecord, "omniauth/litmus/stores/active_record"
      autoload :Encryption, "omniauth/litmus/stores/encryption"
      autoload :Memory, "omniauth/litmus/stores/memory"
      autoload :Redis, "omniauth/litmus/stores/redis"
    end

    autoload :HandOver, "omniauth/litmus/hand_over"
    autoload :InstantApi, "omniauth/litmus/instant_api"
    autoload :TokenSource, "omniauth/litmus/token_source"
    autoload :V3Api, "omniauth/litmus/v3_api"

    module Railties
      # What a Rails app needs not require: it is loaded on first mention, or, where the app loads its own classes when
      # it boots, then.
      #
      # @api private
      module Autoloads
        # @return [void]
        def self.load
          %i[HandOver TokenSource InstantApi V3Api].each { |name| Litmus.const_get(name) }
          # These load the library behind them, which an app may have no use for.
          Stores.const_get(:ActiveRecord) if defined?(::ActiveRecord::Base)
          Stores.const_get(:Redis) if defined?(::Redis) || defined?(::RedisClient)
        end
      end
    end
  end
end
