# frozen_string_literal: true

require "securerandom"
require_relative "partner_app"
require_relative "previews"
require_relative "sandbox_server"

module Demo
  # `bin/demo`: the sandbox and the partner app, until Ctrl-C. Over HTTP, which a browser on the same machine takes
  # without a warning; with the application id of the real Litmus in the environment, the app alone.
  class Show
    # @param directory [String] for the app's log
    def initialize(directory)
      @log_file = File.join(directory, "partner_app.log")
      @pictures = File.join(directory, "previews")
    end

    # @return [Boolean] true when it was stopped, false when the app ended by itself
    def run
      start
      wait
    rescue PartnerApp::Failed, Previews::Failed => e
      warn e.message
      false
    rescue SignalException
      puts "", "Stopping."
      true
    ensure
      stop
    end

    private

    def real?
      %w[LITMUS_APP_ID LITMUS_SECRET].none? { |name| ENV.fetch(name, "").empty? }
    end

    def start
      @litmus = start_sandbox unless real?
      @app = PartnerApp.new(environment, log_file: @log_file, port: Ports.near(3000))
      @app.start
      @contact_sheet = Previews.new(@litmus.url, @pictures).save if @litmus
      puts announcement
    end

    def wait
      @app.wait
      raise PartnerApp::Failed, "the partner app ended: see #{@log_file}"
    end

    def stop
      @app&.stop
      @litmus&.stop
    end

    # Any loopback callback will do, so that the app's port is free to choose.
    def start_sandbox
      @id = "partner-app"
      @secret = SecureRandom.urlsafe_base64(24)
      sandbox = OmniAuth::Litmus::Sandbox.new(applications: [{ id: @id, secret: @secret, name: "Partner app" }])
      SandboxServer.new(sandbox, port: Ports.near(4000)).start
    end

    def environment
      return {} if real?

      { "LITMUS_APP_ID" => @id, "LITMUS_SECRET" => @secret, "LITMUS_OAUTH_HOST" => @litmus.url,
        "LITMUS_API_HOST" => @litmus.url, "INSTANT_API_HOST" => @litmus.url, "PARTNER_APP_URL" => nil }
    end

    def announcement
      <<~TEXT

        The partner app   #{@app.url}   <- open this in a browser on this machine
        #{real? ? real_litmus : "The sandbox       #{@litmus.url}   plays Litmus: choose a demo account there"}
        The app's log     #{@log_file}
        #{contact_sheet}

        Ctrl-C stops #{real? ? "it" : "both"}.
      TEXT
    end

    # Only of the sandbox: the real Litmus bills each picture.
    def contact_sheet
      return "Previews          omniauth-litmus previews --help tells how to make some" unless @contact_sheet

      "Previews          file://#{@contact_sheet}   a newsletter in #{Previews::CLIENTS.length} e-mail clients, " \
        "made by: omniauth-litmus previews"
    end

    def real_litmus
      outside = ENV.fetch("PARTNER_APP_URL", nil)
      return "Litmus calls back at #{outside}/auth/litmus/callback" if outside

      "Litmus calls back over HTTPS only: set PARTNER_APP_URL to the address of a proxy in front of the app"
    end
  end
end
