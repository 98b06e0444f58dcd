# frozen_string_literal: true

require "fileutils"
require "tmpdir"

# Debian's Chromium without a screen, as a person's browser. bin/setup installs it; BROWSER=0 leaves it out.
module Chromium
  BROWSERS = %w[chromium google-chrome chromium-browser].freeze
  DRIVER = "chromedriver"
  # No sandbox, since containers and root have none; and nothing that the browser would do for itself on the network.
  ARGUMENTS = %w[--headless=new --no-sandbox --disable-gpu --disable-quic --disable-dev-shm-usage --no-first-run
                 --disable-background-networking --disable-component-update --disable-sync --disable-features=Translate
                 --hide-scrollbars --lang=en --window-size=1200,800].freeze
  # Seconds to wait for what a page is to show: a boundary for what goes wrong, not a measure.
  PATIENCE = 20
  # Seconds for ChromeDriver to answer, on a machine that is busy.
  ANSWER = 180

  class << self
    # @return [String, nil] why there is no browser here, where that is all right
    def absence
      return "BROWSER=0 leaves the browser out" if ENV["BROWSER"] == "0"

      "there is no Chromium here, and only on Linux does bin/setup bring one" unless linux? || binary
    end

    # @return [Capybara::Session] one for all specs of this process
    # @raise [RuntimeError, LoadError] with what to do where something is missing
    def session
      @session ||= begin
        missing = { "chromium" => binary, DRIVER => driver }.select { |_, path| path.nil? }.keys
        raise "no #{missing.join(", no ")}: bin/setup installs what is missing, BROWSER=0 leaves it out" if missing.any?

        require "capybara"
        require "selenium-webdriver"
        register
        start
      end
    end

    # @return [void]
    def quit
      @session&.quit
      @session = nil
      FileUtils.remove_entry(@folder) if @folder
      @folder = nil
    end

    private

    # In a folder of its own: Chromium leaves some behind.
    def start
      before = ENV.fetch("TMPDIR", nil)
      ENV["TMPDIR"] = @folder = Dir.mktmpdir("chromium")
      Capybara::Session.new(:system_chromium).tap { |session| session.driver.browser }
    ensure
      ENV["TMPDIR"] = before
    end

    def linux? = RUBY_PLATFORM.include?("linux")

    def binary = @binary ||= find(BROWSERS)

    def driver = @driver ||= find([DRIVER])

    def find(names)
      folders = ENV.fetch("PATH", "").split(File::PATH_SEPARATOR)
      names.product(folders).map { |name, folder| File.join(folder, name) }.find { |path| File.executable?(path) }
    end

    def register
      Capybara.run_server = false
      Capybara.default_max_wait_time = PATIENCE
      Capybara.register_driver(:system_chromium) do |app|
        service = Selenium::WebDriver::Service.chrome(path: driver)
        http_client = Selenium::WebDriver::Remote::Http::Default.new(read_timeout: ANSWER)
        Capybara::Selenium::Driver.new(app, browser: :chrome, service:, http_client:,
                                            options_key => options).tap do |made|
          # What ChromeDriver says of an element whose page is being left: to be looked for again, on the next one.
          made.invalid_element_errors << Selenium::WebDriver::Error::UnknownError
        end
      end
    end

    # What Capybara before 3.40 and after it calls the same.
    def options_key
      Gem::Version.new(Capybara::VERSION) < Gem::Version.new("3.37") ? :capabilities : :options
    end

    # The authority of the sandbox's certificate lives for one run, and Chromium has a store of its own.
    def options
      Selenium::WebDriver::Chrome::Options.new(args: ARGUMENTS, binary:).tap do |options|
        options.accept_insecure_certs = true
        options.add_option("goog:loggingPrefs", { browser: "ALL" })
      end
    end
  end
end
