# frozen_string_literal: true

require "securerandom"
require_relative "intentions"
require_relative "slack"

module Onboarding
  # Sends each message once. It is noted before it is sent; whatever happens then, the next process finds the note and
  # asks Slack whether it has a message with that key:
  #
  #     put → post → noted as told → removed
  #            ↑ killed here, or no answer: Slack is asked, and only what it does not have is sent again
  #
  # Where Slack does not say (a scope is missing), it is not sent again: somebody has to look. The caller keeps other
  # processes out.
  class Delivery
    # Seconds in which the request of a process that was killed may still arrive.
    GRACE = 3
    private_constant :GRACE

    # @param slack [Slack]
    # @param path [String] of the notes
    # @param list [String] what the messages are about
    # @param assume [String, nil] "sent" or "unsent", what to take of messages of which Slack does not say
    def initialize(slack, path, list, assume: nil)
      @slack = slack
      @intentions = Intentions.new(path, list)
      @assume = assume
    end

    # Looks at what earlier processes have left. What Slack does not have is forgotten: it is news again.
    #
    # @yieldparam ids [Array<String>] of a message that Slack has
    # @return [Hash{Intention => String}] messages of which Slack does not say, and why
    # @raise [Unusable]
    def settle
      @intentions.all.each_with_object({}) do |intention, unknown|
        yield intention.ids if posted?(intention)
        @intentions.remove(intention)
      rescue SlackFailed => e
        unknown[intention] = "perhaps told of #{intention.ids.length} earlier; #{e.message}. Not sent again before " \
                             "Slack can be asked; or look there, and give --assume sent (or unsent)"
      end
    end

    # @param employee [Employee] whose manager is told
    # @param text [String]
    # @param ids [Array<String>] what the block notes as told
    # @yield when Slack has the message
    # @return [void]
    # @raise [SlackFailed, Unusable]
    def deliver(employee, text, ids)
      intention = Intention.new(key: SecureRandom.uuid, at: Time.now.to_i, channel: @slack.conversation(employee),
                                manager: employee.manager, ids:)
      @intentions.put(intention)
      post(intention, text)
      yield
      @intentions.remove(intention)
    end

    private

    def post(intention, text)
      @slack.post(intention.channel, text, intention.key)
    rescue SlackFailed => e
      @intentions.remove(intention) unless e.is_a?(SlackUncertain)
      raise
    end

    def posted?(intention)
      sleep((intention.at + GRACE - Time.now.to_f).clamp(0, GRACE))
      @slack.posted?(intention.channel, intention.key, intention.at)
    rescue SlackFailed
      raise unless @assume

      @assume == "sent"
    end
  end
end
