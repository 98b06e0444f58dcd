# frozen_string_literal: true

require "json"
require "rack/utils"

module Onboarding
  # A Slack to try the onboarding with: the three methods of its Web API that are called here, as strict as its
  # documentation, or stricter: it refuses arguments that these methods do not have. It forgets everything when it ends.
  class SlackSandbox
    TOKEN = "xoxb-demo-token"
    CHANNEL = "C0TRAINING"
    SCOPES = %w[chat:write im:write im:history channels:history].freeze
    FORM = "application/x-www-form-urlencoded"
    # The method here; arguments that it must have, and those that it may have.
    METHODS = {
      "conversations.open" => [:converse, %w[users], []],
      "chat.postMessage" => [:post, %w[channel text], %w[metadata]],
      "conversations.history" => [:history, %w[channel], %w[oldest limit cursor include_all_metadata]]
    }.freeze
    # Messages a page, and at most.
    PAGES = [100, 999].freeze
    private_constant :FORM, :METHODS, :PAGES

    # Slack says `{"ok": false, "error": …}`.
    class Refused < StandardError
      # @return [Hash]
      attr_reader :details

      # @param word [String]
      # @param details [Hash]
      def initialize(word, **details)
        super(word)
        @details = details
      end
    end

    # @param token [String]
    # @param scopes [Array<String>] of the token
    # @param channels [Array<String>] that the app was invited to
    # @param per_second [Integer, nil] messages a second that a conversation takes; nil: any number
    # @param on_message [#call] gets each new message
    def initialize(token: TOKEN, scopes: SCOPES, channels: [CHANNEL], per_second: nil, on_message: proc {})
      @token = token
      @scopes = scopes
      @conversations = channels.to_h { |id| [id, []] }
      @per_second = per_second
      @on_message = on_message
      @lock = Mutex.new
      @time = 0
    end

    # @return [Array<Hash>] all messages, the oldest first
    def messages
      @lock.synchronize { @conversations.values.flatten.sort_by { |message| message["ts"].to_f } }
    end

    # @param env [Hash]
    # @return [Array] a Rack response
    def call(env)
      answer = @lock.synchronize { perform(File.basename(env["PATH_INFO"]), env) }
      @on_message.call(answer["message"]) if answer["message"]
      reply(200, "ok" => true, **answer)
    rescue Refused => e
      limited = e.message == "ratelimited"
      body = { "ok" => false, "error" => e.message, **e.details }
      reply(limited ? 429 : 200, body, limited ? { "retry-after" => "1" } : {})
    end

    private

    def reply(status, body, headers = {})
      [status, { "content-type" => "application/json; charset=utf-8", **headers }, [JSON.generate(body)]]
    end

    def perform(method, env)
      authenticate(env["HTTP_AUTHORIZATION"])
      name, required, optional = METHODS[method] || raise(Refused, "unknown_method")
      arguments = arguments(env)
      check(arguments, required, optional)
      send(name, **arguments.transform_keys(&:to_sym))
    end

    def authenticate(header)
      raise Refused, "not_authed" unless header
      raise Refused, "invalid_auth" unless header == "Bearer #{@token}"
    end

    def arguments(env)
      form = env["REQUEST_METHOD"] == "POST" && env["CONTENT_TYPE"].to_s.start_with?(FORM)
      raise Refused, "invalid_post_type" unless form

      Rack::Utils.parse_query(env["rack.input"].read)
    end

    def check(arguments, required, optional)
      raise Refused, "no_text" if required.include?("text") && arguments["text"].to_s.empty?

      complete = (required - arguments.keys).empty? && (arguments.keys - required - optional).empty?
      raise Refused, "invalid_arguments" unless complete && arguments.values.all?(String)
    end

    def scope(name)
      raise Refused.new("missing_scope", needed: name, provided: @scopes.join(",")) unless @scopes.include?(name)
    end

    def converse(users:)
      scope("im:write")
      raise Refused, "user_not_found" unless users.match?(/\A[UW][A-Z0-9]+\z/)

      id = users.sub(/\A./, "D")
      @conversations[id] ||= []
      { "channel" => { "id" => id } }
    end

    def post(channel:, text:, metadata: nil)
      scope("chat:write")
      messages = conversation(channel)
      limit(messages)
      message = { "type" => "message", "text" => text, "ts" => timestamp }
      message["metadata"] = metadata(metadata) if metadata
      messages << message
      { "channel" => channel, "ts" => message["ts"], "message" => message }
    end

    def metadata(text)
      document = JSON.parse(text)
      complete = document.is_a?(Hash) && document.keys.sort == %w[event_payload event_type]
      raise Refused, "invalid_metadata_format" unless complete && document["event_payload"].is_a?(Hash)

      document
    rescue JSON::ParserError
      raise Refused, "invalid_metadata_format"
    end

    # Newest first. A payload is there only for who asks for it.
    def history(channel:, oldest: "0", limit: PAGES.first, cursor: "0", include_all_metadata: "false")
      scope(channel.start_with?("D") ? "im:history" : "channels:history")
      since = conversation(channel).select { |message| message["ts"].to_f > oldest.to_f }.reverse
      since = since.map { |message| message.except("metadata") } unless include_all_metadata == "true"
      page(since, cursor.to_i, limit.to_i.clamp(1, PAGES.last))
    end

    def page(messages, start, size)
      more = messages.length > start + size
      { "messages" => messages[start, size] || [], "has_more" => more,
        "response_metadata" => { "next_cursor" => more ? (start + size).to_s : "" } }
    end

    def conversation(id)
      @conversations[id] || raise(Refused, "channel_not_found")
    end

    def limit(messages)
      return unless @per_second

      recent = messages.last(@per_second).count { |message| message["ts"].to_f > Time.now.to_f - 1 }
      raise Refused, "ratelimited" if recent == @per_second
    end

    # No two of a conversation are the same.
    def timestamp
      @time = [@time + 1, (Time.now.to_f * 1_000_000).to_i].max
      format("%<seconds>d.%<rest>06d", seconds: @time / 1_000_000, rest: @time % 1_000_000)
    end
  end
end
