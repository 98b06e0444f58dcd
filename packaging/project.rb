# frozen_string_literal: true

# Where the project is at home. The owner fills this in once, before the first release: the gemspec, and with it what
# rubygems.org shows, has all of its addresses from here.
module Project
  # The repository's page, such as "https://github.com/OWNER/omniauth-litmus-rs".
  HOME = "https://example.invalid/omniauth-litmus-rs"

  # What RubyGems calls them.
  ADDRESSES = {
    "homepage_uri" => HOME,
    "source_code_uri" => "#{HOME}/tree/main",
    "changelog_uri" => "#{HOME}/blob/main/CHANGELOG.md",
    "documentation_uri" => "#{HOME}/tree/main/docs/guides",
    "bug_tracker_uri" => "#{HOME}/issues"
  }.freeze
end
