# frozen_string_literal: true

module DropIn
  # Gives each example a Litmus that has seen nothing, and puts back what it does to OmniAuth's process-wide state.
  module Isolation
    def self.included(group)
      group.around { |example| Isolation.around(&example) }
    end

    def self.around
      DropIn.server.app.reset
      config = kept_config
      strategies = OmniAuth.strategies.dup
      yield
    ensure
      config.each { |name, value| OmniAuth.config.instance_variable_set(name, value) }
      OmniAuth.strategies.replace(strategies)
      DropIn.server.app.reset
    end

    def self.kept_config
      OmniAuth.config.instance_variables.to_h { |name| [name, OmniAuth.config.instance_variable_get(name).dup] }
    end
    private_class_method :kept_config
  end
end
