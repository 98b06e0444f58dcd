# frozen_string_literal: true

# Debian compiles gems with libraries for one Ruby. Under another one, files of specs that need such a gem say that they
# are left out:
#
#     return unless GemsAtHand.all?("pg")
module GemsAtHand
  module_function

  # @param names [Array<String>] as they are required
  # @return [Boolean]
  def all?(*names)
    missing = names.reject { |name| at_hand?(name) }
    return true if missing.empty?

    file = caller_locations.find { |place| place.path.end_with?("_spec.rb") }&.path
    warn "left out: #{file}, which needs #{missing.join(", ")}; this Ruby #{RUBY_VERSION} has none"
    false
  end

  def at_hand?(name)
    require name
    true
  rescue LoadError => e
    raise unless e.path == name || e.message.include?(name)

    false
  end
end
