# frozen_string_literal: true

module DropIn
  # Gives each example a Litmus that has seen nothing, and puts back what it does to OmniAuth's process-wide state.
  module Isolation
    def self.included(group)
      group.around { |example| Isolation.around(&example) }
    end

    def self.around
      DropIn.server.app.reset
      config = read_config
      strategies = OmniAuth.strategies.dup
      yield
    ensure
      write_config(config)
      OmniAuth.strategies.replace(strategies)
      DropIn.server.app.reset
    end

    def self.read_config
      OmniAuth.config.instance_variables.to_h { |name| [name, OmniAuth.config.instance_variable_get(name).dup] }
    end
    private_class_method :read_config

    def self.write_config(kept)
      (OmniAuth.config.instance_variables | kept.keys).each do |name|
        OmniAuth.config.instance_variable_set(name, kept[name])
      end
    end
    private_class_method :write_config
  end
end
