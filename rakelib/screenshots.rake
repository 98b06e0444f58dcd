# frozen_string_literal: true

# Pages, as spec/system leaves them in tmp/screenshots, by the picture that shows them.
SHEETS = {
  "generated-app" => %w[new_app_sign_in new_app_protected new_app_signed_in],
  "connections" => %w[connections_none connections_denied connections_one],
  "partner-app" => %w[partner_home partner_account partner_preview],
  "litmus-sandbox" => %w[sandbox_sign_in sandbox_consent],
  "litmos-sandbox" => %w[litmos_start litmos_learner]
}.freeze

desc "docs/screenshots: pages at 360 and 1280 pixels, light and dark, from what spec/system has seen"
task :screenshots do
  require_relative "../spec/system/support/contact_sheet"

  mkdir_p "docs/screenshots"
  SHEETS.each { |name, pages| ContactSheet.new(pages).write("docs/screenshots/#{name}.webp") }
  Chromium.quit
end
