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

        # The same as OmniAuth's: what the block `uid`, `info`, `credentials` or `extra` of each ancestor returns.
        def compile_stack(ancestors, method, context)
          stack = []
          ancestors.each do |ancestor|
            block = ancestor.send(method) if ancestor.respond_to?(method)
            stack.unshift(context.instance_eval(&block)) if block
          end
          stack
        end
      end
    end
  end
end
