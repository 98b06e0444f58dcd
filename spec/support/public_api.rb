# frozen_string_literal: true

# Prints the public constants and methods of the gem, one a line, and their number:
#
#     $ ruby -Ilib spec/support/public_api.rb
#     OmniAuth::Litmus::AccessToken
#     OmniAuth::Litmus::AccessToken#expired?
#     OmniAuth::Litmus::AccessToken.from_hash
#     ...
#
# Public is what Ruby can reach and no comment calls `@api private`. A class inherits that mark from what it is nested
# in, and a method from where it is written. Methods that come from an included module of this gem count for the class
# that an app meets, so that it does not matter how the gem divides them.
module PublicApi
  ROOTS = %w[OmniAuth::Litmus OmniAuth::Litmos OmniAuth::Strategies::Litmus OmniAuth::Strategies::Litmos].freeze
  REQUIRES = %w[litmos litmus/token_source litmus/stores/memory litmus/stores/redis litmus/stores/active_record
                litmus/instant_api litmus/v3_api litmus/sandbox litmus/doctor litmus/doctor/command_line
                litmus/test_helper litmos/sandbox litmos/doctor litmos/doctor/command_line litmos/limiters/redis
                litmus/oauth2_names litmus/front_ends litmus/hand_over litmus/hand_over/memory].freeze
  LIB = File.expand_path("../../lib", __dir__)

  class << self
    # @return [Array<String>]
    def names
      ROOTS.flat_map { |root| constants_below(root) }.uniq.sort
    end

    private

    def constants_below(name)
      value = Object.const_get(name)
      return [name] unless value.is_a?(Module) && value.name == name

      below = value.constants(false).reject { |constant| private_constant?(value, constant) }
      [name, *methods_of(value), *below.flat_map { |constant| constants_below("#{name}::#{constant}") }]
    end

    def private_constant?(owner, constant)
      file, line = owner.const_source_location(constant)
      # Core is the extension's, and private to the gem.
      return false unless file.to_s.start_with?(LIB)

      !file.end_with?(".rb") || marked?(file, declared_at(file, line, constant))
    end

    def methods_of(owner)
      kinds = { "#" => [owner, owner.public_instance_methods + owner.protected_instance_methods],
                "." => [owner.singleton_class, owner.singleton_methods] }
      kinds.flat_map do |sign, (place, names)|
        names.filter_map { |method| "#{owner}#{sign}#{method}" if ours?(place.instance_method(method)) }
      end
    end

    def ours?(method)
      file, line = method.source_location
      file.to_s.start_with?(LIB) && !marked?(file, line)
    end

    # Of a class with a superclass Ruby gives the line of what stands first in its body.
    def declared_at(file, line, constant)
      declaration = /\b(class|module) #{constant}\b|\b#{constant} =/
      line.downto(1).find { |number| lines(file)[number - 1].match?(declaration) } || line
    end

    def lines(file) = (@lines ||= {})[file] ||= File.readlines(file)

    # Whether the comment right above a line says `@api private`.
    def marked?(file, line)
      comment = lines(file)[0...(line - 1)].reverse_each.take_while { |above| above.match?(/\A\s*#/) }
      comment.any? { |above| above.include?("@api private") }
    end
  end
end

if $PROGRAM_NAME == __FILE__
  PublicApi::REQUIRES.each { |name| require "omniauth/#{name}" }
  names = PublicApi.names
  puts names, "#{names.grep_v(/[#.]/).size} constants, #{names.grep(/[#.]/).size} methods"
end
