# frozen_string_literal: true

module OmniAuth
  module Litmus
    module AuthorizationCodeFlow
      # Extends a strategy's class. OmniAuth registers a class that includes OmniAuth::Strategy; this registers its
      # subclasses, too.
      #
      # @api private
      module Registration
        # @api private
        def inherited(subclass)
          super
          OmniAuth::Strategy.included(subclass)
        end

        # @return [Options] the defaults of a strategy, merged into those of its superclass
        def default_options
          defaults = super
          defaults.is_a?(Options) ? defaults : @default_options = Options.new(defaults)
        end
      end
    end
  end
end
