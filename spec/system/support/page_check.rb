# frozen_string_literal: true

require "fileutils"
require "json"

# The page that a browser shows, on a telephone and on a screen, and in dark colours where it has them: nothing sticks
# out at the side, axe-core finds nothing, and no Content-Security-Policy had to hold anything back. What it looked like
# is kept.
class PageCheck
  # Pixels.
  WIDTHS = [360, 1280].freeze
  HEIGHT = 800
  # Where screenshots are kept.
  FOLDER = File.expand_path("../../../tmp/screenshots", __dir__)
  AXE = File.expand_path("../node_modules/axe-core/axe.min.js", __dir__)
  RUN_AXE = <<~JS
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ["violations"] }).then(
      (results) => done(results.violations.flatMap((violation) => violation.nodes.map((node) =>
        `${violation.id} at ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`))),
      (error) => done([`axe failed: ${error}`]));
  JS
  DARK = "return getComputedStyle(document.documentElement).colorScheme.includes('dark')"
  SIZES = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"

  # @param session [Capybara::Session]
  # @param name [String] of the screenshots
  def initialize(session, name)
    @session = session
    @name = name
    FileUtils.mkdir_p(FOLDER)
  end

  # @return [Array<String>] what is wrong
  def problems
    schemes = driver.execute_script(DARK) ? %w[light dark] : %w[light]
    found = schemes.product(WIDTHS).flat_map { |scheme, width| at(width, scheme) }
    found + refusals
  ensure
    cdp("Emulation.clearDeviceMetricsOverride")
    cdp("Emulation.setEmulatedMedia", features: [])
  end

  private

  # Colours are the same at every width.
  def at(width, scheme)
    cdp("Emulation.setDeviceMetricsOverride", width:, height: HEIGHT, deviceScaleFactor: 1, mobile: false)
    cdp("Emulation.setEmulatedMedia", features: [{ name: "prefers-color-scheme", value: scheme }])
    keep("#{@name}.#{width}#{".dark" if scheme == "dark"}.png")
    found = [*sticking_out]
    found += violations unless scheme == "dark" && width == WIDTHS.last
    found.map { |problem| "#{@name}, #{scheme}, #{width} px wide: #{problem}" }
  end

  def sticking_out
    content, window = driver.execute_script(SIZES)
    "#{content} px in a window of #{window} px" if content > window
  end

  def violations
    driver.execute_script(File.read(AXE)) unless driver.execute_script("return Boolean(window.axe)")
    driver.execute_async_script(RUN_AXE)
  end

  # What the browser told its console since it was asked last.
  def refusals
    driver.logs.get(:browser).map(&:message).grep(/Content[- ]Security[- ]Policy/i)
  end

  def keep(file)
    shot = cdp("Page.captureScreenshot", format: "png", captureBeyondViewport: true)
    File.binwrite(File.join(FOLDER, file), shot.fetch("data").unpack1("m"))
  end

  def cdp(command, **parameters)
    driver.execute_cdp(command, **parameters)
  end

  def driver
    @session.driver.browser
  end
end
