# frozen_string_literal: true

require_relative "chromium"
require_relative "page_check"

# For groups with a person at Chromium: `browser` is theirs, `look_at` checks the page that they see.
RSpec.shared_context "with a real browser" do
  before(:context) do
    reason = Chromium.absence
    skip(reason) if reason
    Chromium.session
    require "capybara/rspec/matchers"
    self.class.include(Capybara::RSpecMatchers)
  end

  # Nobody has been here before.
  before { cdp("Network.clearBrowserCookies") }

  after do
    close_other_windows
    browser.driver.browser.navigate.to("about:blank")
    browser.driver.browser.logs.get(:browser)
  end

  def browser = Chromium.session

  def cdp(command, **parameters)
    browser.driver.browser.execute_cdp(command, **parameters)
  end

  # @param url [String]
  def forget_cookies_of(url)
    cdp("Network.getCookies", urls: [url]).fetch("cookies").each do |cookie|
      cdp("Network.deleteCookies", name: cookie.fetch("name"), url:)
    end
  end

  # Waits for a page.
  #
  # @param heading [String, Regexp] the whole of what its first heading says
  def arrive_at(heading)
    expect(browser).to have_css("h1", **(heading.is_a?(Regexp) ? { text: heading } : { exact_text: heading }))
  end

  # Waits for a page, and checks how it looks.
  #
  # @param name [String] of the screenshots
  # @param heading [String]
  def look_at(name, heading)
    arrive_at(heading)
    expect(PageCheck.new(browser, name).problems).to eq([])
  end

  def close_other_windows
    first, *others = browser.windows
    others.each(&:close)
    browser.switch_to_window(first)
  end
end

RSpec.configure { |config| config.after(:suite) { Chromium.quit } }
