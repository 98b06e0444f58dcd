# frozen_string_literal: true

# Walks every path in a process of its own, and prints as JSON what was told to whom:
#
#     ruby -Ilib -Ispec spec/leaks/support/run.rb
begin
  require "active_support"
  require "active_support/notifications"
  require "active_support/json"
  require "active_support/log_subscriber"
rescue LoadError
  nil # The channels of Active Support are silent then.
end
require "omniauth/litmus"
require "omniauth/litmus/log_subscriber" if defined?(ActiveSupport::LogSubscriber)
require "support/bad_input/words"
require_relative "ears"
require_relative "paths"
require_relative "planted"

OmniAuth.config.failure_raise_out_environments = []
OmniAuth.config.silence_get_warning = true

# One path after the other.
module LeakHunt
  module_function

  def walk(path)
    ears = Ears.new
    ground = Ground.new(ears)
    %w[OmniAuth::Strategies::Litmus OmniAuth::Litmus].each { |name| move(Object.const_get(name), ground.site) }
    told = ears.listen { outcome(path, ground) }
    ears.error(told) if told
    ground.objects.each { |object| ears.object(object) }
    { told: told && [told.class.name, told.respond_to?(:code) ? told.code : nil], channels: findings(ears, ground) }
  ensure
    ground&.leave
  end

  def outcome(path, ground)
    result = path.call(ground)
    result if result.is_a?(Exception)
  rescue StandardError => e
    e
  end

  def findings(ears, ground)
    ears.heard.transform_values { |words| [words.bytesize, ground.secrets.in(words)] }
  end

  def move(owner, site)
    owner.__send__(:remove_const, :API_HOST)
    owner.const_set(:API_HOST, site)
  end
end

if defined?(ActiveSupport::LogSubscriber)
  log = StringIO.new
  ActiveSupport::LogSubscriber.logger = Logger.new(log)
  OmniAuth::Litmus::LogSubscriber.attach_to(:litmus)
end
paths = LeakHunt.paths.transform_values { |path| LeakHunt.walk(path) }
lines = log ? log.string.b : ""
puts JSON.generate(paths:, log: [lines.bytesize, BadInput::Secrets.new.in(lines)],
                   planted: LeakHunt.walk(LeakHunt::PLANTED)[:channels])
