# frozen_string_literal: true

require "json"
require "pp" # rubocop:disable Lint/RedundantRequireStatement
require "stringio"
require "yaml"

module LeakHunt
  # Everything that somebody else may come to read, by the channel that it goes through.
  class Ears
    DUMPS = {
      marshal: Marshal.method(:dump), yaml: YAML.method(:dump), json: JSON.method(:generate),
      active_support_json: (ActiveSupport::JSON.method(:encode) if defined?(ActiveSupport::JSON))
    }.compact.freeze

    # @return [Hash{Symbol => String}] of bytes
    attr_reader :heard

    def initialize
      @heard = Hash.new { |heard, channel| heard[channel] = +"".b }
      # What AccessToken and the like say to be told apart from what they hold.
      @seen = {}.compare_by_identity
    end

    # @param channel [Symbol]
    # @param words [Object]
    # @return [void]
    def hear(channel, words)
      heard[channel] << words.to_s.b << "\n"
    end

    # Listens to the process while something is done.
    #
    # @return [Object] what the block returns
    def listen(&)
      app = Thread.current[:relying_app] = Struct.new(:log, :errors).new(+"", [])
      OmniAuth::Litmus.subscriber = ->(name, payload) { hear(:subscriber, [name, payload.inspect, payload.values]) }
      captured { notified(&) }
    ensure
      OmniAuth::Litmus.subscriber = Thread.current[:relying_app] = nil
      hear(:log, app.log)
    end

    # @param error [Exception]
    # @return [void]
    def error(error)
      return if @seen[error]

      @seen[error] = true
      words_of(error).each { |channel, words| hear(channel, words) }
      fields = %i[hint code error description uri error_reason error_uri request_id retries retry_at limit remaining]
      fields.each { |field| hear(:fields, error.public_send(field).inspect) if error.respond_to?(field) }
      object(error)
      error(error.cause) if error.cause
    end

    # @param object [Object] that may hold secrets, and shows none
    # @return [void]
    def object(object)
      hear(:inspect, [object.inspect, [object].to_s, { object => object }.inspect])
      hear(:pretty_print, [object.pretty_inspect, [{ a: object }].pretty_inspect])
      hear(:no_method, message_of { object.no_such_method })
      DUMPS.each { |channel, dump| hear(channel, message_of { dump.call([object]) }) }
    end

    private

    def words_of(error)
      { message: error.message, backtrace: error.backtrace.to_a.join("\n"),
        full_message: [error.full_message(highlight: false), error.full_message(highlight: true, order: :bottom)],
        detailed_message: error.respond_to?(:detailed_message) ? error.detailed_message : "" }
    end

    # What the block returns, or what it says instead.
    def message_of
      yield
    rescue StandardError => e
      [e.message, e.full_message(highlight: false)]
    end

    def captured
      before = [$stdout, $stderr]
      $stdout = StringIO.new
      $stderr = StringIO.new
      yield
    ensure
      hear(:output, [$stdout.string, $stderr.string])
      $stdout, $stderr = before
    end

    def notified(&)
      return yield unless defined?(ActiveSupport::Notifications)

      listener = lambda do |*event|
        hear(:notifications, event.inspect)
        event.last.values.grep(Exception).each { |told| error(told) }
      end
      ActiveSupport::Notifications.subscribed(listener, /./, &)
    end
  end
end
