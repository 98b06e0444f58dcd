# frozen_string_literal: true

require "rack"

require_relative "../unserializable"
require_relative "toolkit/app"
require_relative "toolkit/fixed_window"
require_relative "toolkit/guard"
require_relative "toolkit/loopback"
require_relative "toolkit/reply"
require_relative "toolkit/request"
require_relative "toolkit/route_table"
require_relative "toolkit/switches"

module OmniAuth
  module Litmus
    class Sandbox
      # What every sandbox needs, whichever service it stands in for: the Rack plumbing, the guard and the switches. A
      # sandbox is made of these parts; it does not inherit from another sandbox.
      #
      # @api private
      module Toolkit
      end
    end
  end
end
