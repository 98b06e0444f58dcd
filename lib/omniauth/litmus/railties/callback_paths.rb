# frozen_string_literal: true

module OmniAuth
  module Litmus
    module Railties
      # Where Litmus sends browsers back to: whatever the strategies of this process say, since their name, prefix and
      # path are options.
      #
      # @api private
      module CallbackPaths
        # What a callback path is made of.
        OPTIONS = %i[name path_prefix callback_path request_path].freeze

        # `OmniAuth::Builder` makes its strategies when a request comes, which is too late for that request's log line:
        # so each is announced when it is named. It is not made for that: what the app has put into its block, or into
        # an initializer of its own, runs when OmniAuth makes the strategy, and then only.
        module Announcement
          def use(middleware, ...)
            super.tap do
              CallbackPaths.announce(middleware, ...) if middleware.is_a?(Class) && middleware <= AuthorizationCodeFlow
            end
          end
        end

        # Takes note of every strategy that is made. The copies of it that answer requests are not made by `new`.
        module Registration
          def initialize(...)
            super
            CallbackPaths.add(self)
          end

          # @return [self] without the app behind it, to be asked for its paths
          def signpost
            dup.tap { |copy| copy.instance_variable_set(:@app, nil) }
          end

          # @param env [Hash] the Rack environment
          # @return [Boolean] whether this request comes back from the provider
          def call_back?(env)
            copy = dup
            copy.instance_variable_set(:@env, env)
            copy.on_callback_path?
          end
        end

        # What OmniAuth makes of a provider's arguments.
        ARGUMENTS = OmniAuth::Strategy.instance_method(:initialize)
        private_constant :ARGUMENTS

        @strategies = {}.freeze
        @awaited = [].freeze
        @lock = Mutex.new

        class << self
          # Takes note of a strategy that will be made: of its paths where the arguments alone tell them.
          #
          # @param middleware [Class] of the strategy
          # @return [void]
          def announce(middleware, *arguments, &block)
            told = block.nil? && middleware.instance_method(:initialize).owner == Registration
            told ? note(middleware.allocate.tap { |one| ARGUMENTS.bind_call(one, nil, *arguments) }) : await(middleware)
          rescue ArgumentError
            await(middleware) # OmniAuth says what is wrong, where it makes the strategy.
          end

          # @param strategy [OmniAuth::Strategy] that was made
          # @return [void]
          def add(strategy)
            note(strategy)
            @lock.synchronize { @awaited = (@awaited - [strategy.class]).freeze } if @awaited.include?(strategy.class)
          end

          # @param env [Hash] the Rack environment
          # @return [Boolean] also where it cannot be told yet: a path may be in a block that has not run, or be a proc
          #   of the app's that wants a session, which no request has at this point
          def include?(env)
            @awaited.any? || @strategies.each_value.any? { |strategy| strategy.call_back?(env) }
          rescue StandardError
            true
          end

          private

          # One of a kind is enough: suites build their stacks again and again.
          def note(strategy)
            kind = [strategy.class, strategy.options.values_at(*OPTIONS)]
            return if @strategies.key?(kind)

            @lock.synchronize { @strategies = { **@strategies, kind => strategy.signpost }.freeze }
          end

          def await(middleware)
            @lock.synchronize { @awaited = (@awaited | [middleware]).freeze }
          end
        end
      end
    end
  end
end
