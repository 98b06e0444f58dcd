# frozen_string_literal: true

require_relative "browser"

module Soak
  # Somebody who signs in while the app restarts. A connection that could not be made, or was cut off before the
  # callback, is tried again, as people do. A callback is not: its code may have arrived. Each login has a browser of
  # its own: Puma waits with its restart for a client that sends one request after the other without a pause.
  class RestartedVisitor
    CUT = "cut off"
    NO_CONNECTION = [Errno::ECONNREFUSED, Errno::ECONNRESET, Errno::EPIPE, EOFError].freeze
    # Attempts to make a connection, and the seconds between them.
    ATTEMPTS = 300
    PAUSE = 0.1

    # @return [Hash{Integer => String}] what came of each login
    attr_reader :outcomes

    # @return [Array<Integer>] whose logins were under way during a restart
    attr_reader :away

    # @return [Integer] how often a request was made again
    attr_reader :repeated

    # @param port [Integer]
    # @param users [#call] the next person
    def initialize(port, users)
      @port = port
      @users = users
      @outcomes = {}
      @away = []
      @repeated = 0
    end

    # Begins some logins, signs in again and again until it is over, and completes those, over new connections: a worker
    # that ends may take the old ones with it at the very moment that they are used again.
    #
    # @param count [Integer]
    # @param gone [#call] told when these have begun
    # @param over [#call] asked whether it is over
    # @return [void]
    def live_through(count, gone, over)
      waiting = Array.new(count) { start.tap { |browser, _| browser.close } }
      gone.call
      finish(*start) until over.call
      waiting.each { |browser, login| finish(browser, login) }
      @away.concat(waiting.map { |_, login| login.user })
    end

    private

    def start
      user = @users.call
      browser = Browser.new(@port)
      [browser, again { browser.begin_login(user) }]
    end

    def finish(browser, login)
      again { browser.connect }
      @outcomes[login.user] = browser.complete(login)
    rescue *NO_CONNECTION
      @outcomes[login.user] = CUT
    ensure
      browser.close
    end

    def again
      attempts ||= 0
      yield
    rescue *NO_CONNECTION
      @repeated += 1
      raise if (attempts += 1) > ATTEMPTS

      sleep(PAUSE)
      retry
    end
  end
end
