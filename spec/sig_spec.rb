# frozen_string_literal: true

require "omniauth/litmos/doctor/command_line"
require "omniauth/litmos/limiters/redis"
require "omniauth/litmos/sandbox"
require "omniauth/litmus/doctor/command_line"
require "omniauth/litmus/front_ends"
require "omniauth/litmus/hand_over"
require "omniauth/litmus/hand_over/memory"
require "omniauth/litmus/instant_api"
require "omniauth/litmus/previews/command_line"
require "omniauth/litmus/testing/web_mock_guard"
require "omniauth/litmus/sandbox"
require "omniauth/litmus/token_source"
require "omniauth/litmus/v3_api"
require "rbs"

# What a method takes, as Ruby knows it and as a signature states it.
Takes = Struct.new(:required, :most, :keywords, keyword_init: true) do
  def self.of_method(method)
    kinds = method.parameters.group_by(&:first).transform_values { |list| list.map(&:last) }
    positional = kinds.fetch(:req, []).length
    new(required: positional, most: (positional + kinds.fetch(:opt, []).length unless kinds[:rest]),
        keywords: (kinds.values_at(:key, :keyreq).flatten.compact.sort unless kinds[:keyrest]))
  end

  def self.of_signature(definition)
    types = definition.method_types.map(&:type)
    fewest, most = types.map { |type| positional(type) }.transpose
    new(required: fewest.min, most: (most.max if types.none?(&:rest_positionals)),
        keywords: types.flat_map { |type| type.required_keywords.merge(type.optional_keywords).keys }.uniq.sort)
  end

  def self.positional(type)
    required = type.required_positionals.length + type.trailing_positionals.length
    [required, required + type.optional_positionals.length]
  end

  # A method that hands arguments on takes more than it says; its signature says which.
  def agrees?(signature)
    required == signature.required && [nil, signature.most].include?(most) &&
      [nil, signature.keywords].include?(keywords)
  end
end

# A class or module and what sig/ says of it.
Signed = Struct.new(:name, :module, :instance, :singleton, keyword_init: true) do
  def self.all
    builder = RBS::DefinitionBuilder.new(env: environment)
    ours = /\A::OmniAuth::(Litmus|Litmos|Strategies)::/
    names = builder.env.class_decls.keys.select { |name| name.to_s.match?(ours) }
    # What needs Rails is there in a process with Rails: spec/rails/signatures_spec.rb.
    names.select { |name| Object.const_defined?(name.to_s) }.map do |name|
      new(name: name.to_s, module: Object.const_get(name.to_s),
          instance: builder.build_instance(name), singleton: builder.build_singleton(name))
    end
  end

  def self.environment
    loader = RBS::EnvironmentLoader.new
    loader.add(path: Pathname(File.expand_path("../sig", __dir__)))
    RBS::Environment.from_loader(loader).resolve_type_names
  end

  # @return [Hash{Symbol => UnboundMethod}]
  def instance_methods
    written = self.module.public_instance_methods(false) + self.module.protected_instance_methods(false)
    written << :initialize if self.module.private_instance_methods(false).include?(:initialize)
    written.to_h { |name| [name, self.module.instance_method(name)] }
  end

  # @return [Hash{Symbol => Method}]
  def singleton_methods
    own = self.module.singleton_methods(false).map { |name| self.module.method(name) }
    own.select { |method| method.owner == self.module.singleton_class && ours?(method) }.to_h { |it| [it.name, it] }
  end

  # @return [Hash{Symbol => RBS::Definition::Method}]
  def signatures(definition)
    own = definition.methods.select { |_, method| method.defined_in.to_s == name && method.implemented_in.to_s == name }
    own = own.reject { |method_name, method| method.private? && method_name != :initialize }
    # A signature of initialize brings one of new along.
    instance.methods[:initialize]&.defined_in.to_s == name ? own.except(:new) : own
  end

  private

  # OmniAuth writes methods into strategies; the native class has no file.
  def ours?(method)
    file = method.source_location&.first
    file.nil? || file.start_with?(File.realpath("../lib", __dir__))
  end
end

RSpec.describe "The signatures in sig/" do
  signed = Signed.all

  it "are there for what an app meets" do
    expect(signed.map(&:name)).to include(
      *%w[Client AccessToken Response Error RateLimited Sandbox Core].map { |name| "::OmniAuth::Litmus::#{name}" },
      "::OmniAuth::Strategies::Litmus", "::OmniAuth::Strategies::Litmos",
      *%w[Client Users Teams Membership BulkImport Sandbox].map { |name| "::OmniAuth::Litmos::#{name}" }
    )
  end

  signed.each do |entry|
    { instance: entry.instance_methods, singleton: entry.singleton_methods }.each do |kind, methods|
      signatures = entry.signatures(entry[kind])

      it "name every #{kind} method of #{entry.name}, and no other" do
        expect(signatures.keys).to match_array(methods.keys)
      end

      methods.slice(*signatures.keys).each do |name, method|
        it "know what #{entry.name}#{kind == :instance ? "#" : "."}#{name} takes" do
          expect(Takes.of_method(method)).to satisfy("agree with its signature") do |takes|
            takes.agrees?(Takes.of_signature(signatures[name]))
          end
        end
      end
    end
  end

  it "know the sandbox's switches" do
    sandbox = signed.find { |entry| entry.name == "::OmniAuth::Litmus::Sandbox" }
    takes = Takes.of_signature(sandbox.instance.methods[:initialize])
    expect(takes.keywords).to match_array(OmniAuth::Litmus::Sandbox::Settings::DEFAULTS.keys)
  end
end
