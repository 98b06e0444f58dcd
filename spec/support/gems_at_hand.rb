# frozen_string_literal: true

# Debian compiles gems with libraries for one Ruby. Under another one, specs that need such a gem are left out, and the
# gem is named:
#
#     return unless GemsAtHand.all?("pg")     in a file that requires it
#     RSpec.describe "…", needs: "rails" do
module GemsAtHand
  module_function

  # @param names [Array<String>] of gems, also with a version: "activerecord >= 7"
  # @return [Boolean]
  def all?(*names)
    missing = names.reject { |name| at_hand?(name) }
    missing.each { |name| named(name) }
    missing.empty?
  end

  # A gem without its library is installed for another Ruby, and its dependents cannot be activated.
  def at_hand?(name)
    @at_hand ||= {}
    @at_hand.fetch(name) { @at_hand[name] = !Gem::Specification.find_by_name(*name.split(" ", 2)).activate.nil? }
  rescue Gem::LoadError
    @at_hand[name] = false
  end

  def named(name)
    @named ||= {}
    @named[name] ||= warn("left out: specs that need #{name}, which this Ruby #{RUBY_VERSION} has none of") || true
  end
end
