# frozen_string_literal: true

require_relative "chromium"
require_relative "page_check"

# Screenshots of several pages in one small picture, a row for each page: telephone and screen, light and dark.
class ContactSheet
  VARIANTS = %w[360 360.dark 1280 1280.dark].freeze
  WIDTH = 1180
  QUALITY = 55
  STYLE = "body{margin:0;padding:8px;background:#777;width:#{WIDTH}px}" \
          ".row{display:flex;gap:8px;margin-bottom:8px;height:270px;overflow:hidden}img{height:270px}".freeze

  # @param names [Array<String>] of the screenshots
  def initialize(names)
    @names = names
  end

  # @param file [String] a .webp
  # @return [void]
  def write(file)
    driver = Chromium.session.driver.browser
    driver.navigate.to("about:blank")
    driver.execute_script("document.open(); document.write(arguments[0]); document.close()", html)
    sleep(0.1) until driver.execute_script("return [...document.images].every((image) => image.complete)")
    File.binwrite(file, picture(driver))
  end

  private

  def html
    rows = @names.map { |name| "<div class=row>#{VARIANTS.map { |variant| image(name, variant) }.join}</div>" }
    "<style>#{STYLE}</style>#{rows.join}"
  end

  def image(name, variant)
    shot = File.binread(File.join(PageCheck::FOLDER, "#{name}.#{variant}.png"))
    "<img src='data:image/png;base64,#{[shot].pack("m0")}'>"
  end

  def picture(driver)
    clip = { x: 0, y: 0, width: WIDTH + 16, height: 8 + (278 * @names.length), scale: 1 }
    shot = driver.execute_cdp("Page.captureScreenshot", format: "webp", quality: QUALITY, clip:,
                                                        captureBeyondViewport: true)
    shot.fetch("data").unpack1("m")
  end
end
