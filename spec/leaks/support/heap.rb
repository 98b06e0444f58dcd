# frozen_string_literal: true

require "json"
require "pp" # rubocop:disable Lint/RedundantRequireStatement
require "yaml"

module LeakHunt
  # Every object of this gem's that is in the heap at a moment, and every class, shown in every way there is.
  class Heap
    OURS = /\A(OmniAuth::(Litmus|Litmos|Strategies::Litmus|Strategies::Litmos)\b)/
    MODULES = [Class, Module].freeze
    CLASS = Object.instance_method(:class)
    WAYS = {
      inspect: :inspect.to_proc,
      interpolation: ->(object) { "#{object}" }, # rubocop:disable Style/RedundantInterpolation
      within_others: ->(object) { { object => [object] }.inspect },
      pretty_print: ->(object) { [object].pretty_inspect },
      as_json: ->(object) { object.respond_to?(:as_json) ? object.as_json.to_s : "" },
      to_json: ->(object) { object.to_json },
      json: ->(object) { JSON.generate([object]) },
      active_support_json: ->(object) { defined?(ActiveSupport::JSON) ? ActiveSupport::JSON.encode(object) : "" },
      marshal: ->(object) { Marshal.dump(object) },
      yaml: ->(object) { YAML.dump(object) },
      no_method: ->(object) { object.no_such_method },
      bound_method: ->(object) { object.method(:inspect).inspect }
    }.freeze

    # @return [Hash{String => Integer}] how many objects were seen, by class
    attr_reader :objects
    # @return [Integer] how often one was shown
    attr_reader :shown
    # @return [Array<String>] class and way, where a secret was told
    attr_reader :found

    # @param secrets [BadInput::Secrets]
    def initialize(secrets)
      @secrets = secrets
      @objects = Hash.new(0)
      @shown = 0
      @found = []
      @lock = Mutex.new
      @ours = {}.compare_by_identity
    end

    # @return [void]
    def look
      @lock.synchronize do
        ObjectSpace.each_object(BasicObject).each { |object| show(object) if ours?(object) }
      end
    end

    # @return [Array<String>] the ways in which an object tells a secret
    def ways(object)
      WAYS.filter_map { |way, writes| way.to_s if @secrets.in(words(object, writes)).any? }
    end

    private

    # Also of a class without a name below one of ours, and a class or module itself.
    def ours?(object)
      kind = CLASS.bind_call(object)
      return object.name.to_s.match?(OURS) if MODULES.include?(kind)

      @ours.fetch(kind) { @ours[kind] = kind.ancestors.grep(Class).any? { |one| one.name.to_s.match?(OURS) } }
    rescue TypeError
      false # A BasicObject.
    end

    def show(object)
      kind = CLASS.bind_call(object)
      @objects[kind.name || "a class below #{kind.superclass}"] += 1
      @shown += WAYS.length
      @found |= ways(object).map { |way| "#{kind} by #{way}" }
    end

    # A refusal tells something, too.
    def words(object, writes)
      writes.call(object).to_s.b
    rescue StandardError => e
      [e.message, e.full_message(highlight: false)].map(&:b).join
    end
  end
end
