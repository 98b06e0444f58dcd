# frozen_string_literal: true

require_relative "litmus"
require_relative "litmus/configured_profile"

module OmniAuth
  # Litmos, a learning management system: its REST API, with an API key or with OAuth 2.0 tokens. Calls keep to its rate
  # limit, and changes are verified, since the API ignores silently what it cannot do.
  #
  #     require "omniauth/litmos"
  #     litmos = OmniAuth::Litmos::Client.new(api_key: ENV["LITMOS_API_KEY"], source: "my-app", region: :eu)
  #
  # Its errors are those of {OmniAuth::Litmus}, {AlreadyExists} and {NotFound}.
  module Litmos
    # The base URLs of the API.
    REGIONS = { us: "https://api.litmos.com/v1.svc", eu: "https://api.litmoseu.com/v1.svc",
                au: "https://api.litmos.com.au/v1.svc" }.freeze
  end
end

require_relative "litmos/already_exists"
require_relative "litmos/not_found"
require_relative "litmos/deadline"
require_relative "litmos/sliding_window"
require_relative "litmos/limiters/memory"
require_relative "litmos/throttle"
require_relative "litmos/timestamps"
require_relative "litmos/login_url"
require_relative "litmos/xml"
require_relative "litmos/response_parsing"
require_relative "litmos/error_description"
require_relative "litmos/api_key_source"
require_relative "litmos/path"
require_relative "litmos/pages"
require_relative "litmos/date_parameter"
require_relative "litmos/cursor"
require_relative "litmos/report"
require_relative "litmos/collection"
require_relative "litmos/editable_collection"
require_relative "litmos/change_report"
require_relative "litmos/assignment"
require_relative "litmos/item_holders"
require_relative "litmos/assignment_change"
require_relative "litmos/membership"
require_relative "litmos/membership_change"
require_relative "litmos/learning_assignments"
require_relative "litmos/custom_fields"
require_relative "litmos/people"
require_relative "litmos/user_courses"
require_relative "litmos/users"
require_relative "litmos/team_roles"
require_relative "litmos/teams"
require_relative "litmos/registration"
require_relative "litmos/registration_change"
require_relative "litmos/sessions"
require_relative "litmos/courses"
require_relative "litmos/learning_paths"
require_relative "litmos/results"
require_relative "litmos/achievements"
require_relative "litmos/org"
require_relative "litmos/bulk_import"
require_relative "litmos/client"
require_relative "litmos/client/settings"
require_relative "strategies/litmos"
